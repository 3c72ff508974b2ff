"""A roster of 100,000 rows and 15 columns: parsed, checked, sealed and merged in 20 s.

    python -m bench.roster [--rows 100000]

Works in a database of its own, which it makes from the template and drops at the end. The people
are fictional. Bars: issue “First light”, Speed.
"""

import argparse
import os
import random
import subprocess
import sys
import threading
import time
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter
from django.core.files import File
from django.db import connection

from bench.report import VAR, Report
from jiangxin.accounts.models import User
from jiangxin.lib.numbers import CreditCode, IdNumber
from jiangxin.organisations.models import Enterprise
from jiangxin.people.models import Employment, Person, Roster

SECONDS, CHILD_MB = 20, 400
OWN = {"JIANGXIN_AS_OWNER": "1", "JIANGXIN_TEST_DATABASE": "bench_roster"}
HEADER = [
    "工号",
    "姓名",
    "性别",
    "身份证号",
    "出生日期",
    "学历",
    "户籍地",
    "手机号",
    "部门",
    "岗位",
]
HEADER += ["是否一线", "技能等级", "入职日期", "邮箱", "备注"]
FAMILY, GIVEN = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许",
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚",
)
DIRTY = 100  # one row in so many has a wrong ID number


def build(file, rows):
    """The workbook, with a title above its header as HR likes it."""
    dice = random.Random(20170301)  # noqa: S311
    with xlsxwriter.Workbook(str(file), {"constant_memory": True}) as book:
        page = book.add_worksheet("花名册")
        page.write_string(0, 0, "2026年11月职工花名册")
        page.write_row(1, 0, HEADER)
        for n in range(rows):
            page.write_row(n + 2, 0, somebody(n, dice))


def somebody(n, dice):
    born = date(1962, 1, 1) + timedelta(days=n % 15_000)
    number = IdNumber.with_check(f"{310101 + n // 15_000 % 10}{born:%Y%m%d}{n % 997:03d}")
    name = dice.choice(FAMILY) + dice.choice(GIVEN) + dice.choice(["", dice.choice(GIVEN)])
    shown = number[:-1] + ("0" if number[-1] != "0" else "1") if n % DIRTY == 7 else str(number)
    return [
        f"G{n:06d}",
        name,
        number.sex,
        shown,
        f"{born:%Y-%m-%d}",
        dice.choice(["初中", "高中", "大专", "本科", "硕士"]),
        dice.choice(["上海市", "江苏省南通市", "安徽省六安市", "河南省周口市"]),
        f"13{n:09d}",
        f"{n % 40 + 1}车间",
        dice.choice(["铣工", "车工", "钳工", "装配工", "维修电工", "检验员"]),
        dice.choice(["是", "否"]),
        dice.choice(["", "初级工", "中级工", "高级工", "技师"]),
        f"{2000 + n % 26}-07-01",
        f"g{n}@example.com",
        "",
    ]


class Watch(threading.Thread):
    """The most memory that any child of this process ever had, in MB."""

    def __init__(self):
        super().__init__(daemon=True)
        self.most = 0.0
        self.over = threading.Event()

    def run(self):
        while not self.over.wait(0.05):
            for task in Path("/proc/self/task").iterdir():
                for child in (task / "children").read_text().split():
                    self.most = max(self.most, memory(child))


def memory(pid):
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return int(found[0]) / 1024 if found else 0.0


def timed(verb, **kwargs):
    began = time.perf_counter()
    result = verb(**kwargs)
    return time.perf_counter() - began, result


def measure(file, rows, report):
    by = User.objects.create_user("基准")
    code = CreditCode.with_check("91310000MA0000001")
    enterprise = Enterprise.register("基准公司", code, Enterprise.Ownership.NON_PUBLIC, by=by)
    watch = Watch()
    watch.start()
    receive, read, roster = read_in(enterprise, file, by)
    watch.over.set()
    confirm, _ = timed(roster.confirm, by=by)
    roster = Roster.objects.get(pk=roster.pk)
    merge, _ = timed(roster.merge)
    size = f"roster {rows:,} rows"
    report.figure(f"{size}: received", receive, unit="s")
    report.figure(f"{size}: read, checked, sealed, previewed", read, unit="s")
    report.figure(f"{size}: merged", confirm + merge, unit="s")
    report.figure(f"{size}: all", receive + read + confirm + merge, SECONDS, "s")
    report.figure("parser child, most memory", watch.most, CHILD_MB, "MB")
    assert Employment.objects.filter(enterprise=enterprise).count() == roster.added
    assert Person.objects.count() == roster.added == rows - roster.refused
    receive, read, again = read_in(enterprise, file, by)
    report.figure(f"{size}: the same file again, read", receive + read, unit="s")
    report.figure("the same file again, rows to change", again.takers, 0)


def read_in(enterprise, file, by):
    with open(file, "rb") as content:
        receive, roster = timed(Roster.receive, enterprise=enterprise, file=File(content), by=by)
    read, _ = timed(Roster.objects.get(pk=roster.pk).read)
    return receive, read, Roster.objects.get(pk=roster.pk)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=100_000)
    rows = options.parse_args().rows
    if os.environ.get("JIANGXIN_TEST_DATABASE") != OWN["JIANGXIN_TEST_DATABASE"]:
        environment = {**os.environ, **OWN}  # settings are read once: begin anew
        os.execve(
            sys.executable, [sys.executable, "-m", "bench.roster", *sys.argv[1:]], environment
        )  # noqa: S606
    subprocess.run([sys.executable, "-m", "jiangxin", "prepare", "--template"], check=True)
    file = VAR / "bench" / f"roster-{rows}.xlsx"
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        build(file, rows)
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    report = Report("roster", rows=rows, columns=len(HEADER), bytes=file.stat().st_size)
    try:
        measure(file, rows, report)
    finally:
        connection.creation.destroy_test_db(None, verbosity=0)
    sys.exit(0 if report.keep() else 1)


if __name__ == "__main__":
    main()
