import time

from django.core.management.base import BaseCommand, CommandError

from jiangxin.lib.refusal import Refusal
from jiangxin.operations.population.city import SEED, City
from jiangxin.people.models import Person


class Command(BaseCommand):
    """Fill an empty register with a whole fictional city, by COPY, all of it or nothing."""

    help = (
        "Write a fictional city of up to millions of people into an empty register. The same seed"
        " on the same day gives the same facts; only the sealed bytes differ."
    )

    def add_arguments(self, parser):
        parser.add_argument("--people", type=int, default=1_000_000)
        parser.add_argument("--enterprises", type=int, default=20_000)
        parser.add_argument("--parks", type=int, default=50)
        parser.add_argument("--proposals", type=int, default=0)
        parser.add_argument("--seed", type=int, default=SEED)

    def handle(self, *, people, enterprises, parks, proposals, seed, **options):
        began = time.monotonic()
        counts = {"people": people, "enterprises": enterprises, "parks": parks}
        city = City(say=self.say, seed=seed, proposals=proposals, **counts)
        try:
            rows = sum(city.build().values())
            city.settle()
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        took = time.monotonic() - began
        self.say(f"演示城市已建好：{rows:,} 行，{took:.0f} 秒（种子 {seed}）")
        for n, word in ((0, "市总工会专管员"), (1, "区总工会专管员")):
            person = Person.objects.get(pk=city.keys.people + n)
            self.say(f"  {word}  {person.name}  {person.phone}")

    def say(self, line):
        self.stdout.write(line)
        self.stdout.flush()
