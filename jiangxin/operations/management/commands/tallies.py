from django.core.management.base import BaseCommand, CommandError

from jiangxin.kpi import rounds, tallying


class Command(BaseCommand):
    """Count participation up to now; or recount it, or count all open months anew."""

    help = "Count participation; --recount prints only differences; --rebuild counts anew."

    def add_arguments(self, parser):
        parser.add_argument("--recount", action="store_true", help="print what differs, if any")
        parser.add_argument("--rebuild", action="store_true", help="count all open months anew")

    def handle(self, *, recount: bool, rebuild: bool, **options):
        if rebuild:
            tallying.rebuild(lambda month: self.stdout.write(f"{month:%Y-%m}"))
        else:
            tallying.catch_up()
        if recount and (found := rounds.recount()):
            raise CommandError("\n".join(found))
