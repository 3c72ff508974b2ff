import json
import os
import time

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection

from jiangxin.kpi import tallying
from jiangxin.operations.demonstration.city import SEED, City
from jiangxin.organisations.models import Organisation


class Command(BaseCommand):
    """Build the fictional city once; a second run leaves it as it is."""

    help = "Build demonstration data: a fictional city with its people and proposals."

    def add_arguments(self, parser):
        parser.add_argument("--enterprises", type=int, default=400)
        parser.add_argument("--people", type=int, default=12_000)
        parser.add_argument("--proposals", type=int, default=400)

    def handle(self, *, enterprises, people, proposals, **options):
        file = settings.VAR / "demo.json"
        if not Organisation.objects.exists():
            began = time.monotonic()
            self.stdout.write("正在建演示城市，只建这一次，约一分钟……")
            self.stdout.flush()
            city = City(enterprises=enterprises, people=people, proposals=proposals)
            sign_ins = city.build()
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # or the first minutes would be planned as if empty
            tallying.rebuild()
            file.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
                json.dump(sign_ins, out, ensure_ascii=False, indent=1)
            took = time.monotonic() - began
            self.stdout.write(f"演示城市已建好，用时 {took:.0f} 秒（种子 {SEED}）")
        elif not file.exists():
            self.stderr.write("库里已有工会，不是演示库：没有写入任何演示数据。")
            return
        for who in json.loads(file.read_text()):
            self.stdout.write(f"  {who['role']}  {who['name']}  {who['place']}  {who['phone']}")
