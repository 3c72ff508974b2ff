"""A roster of 100,000 rows and 15 columns: parsed, checked, sealed and merged in 20 s.

    python -m bench.roster [--rows 100000] [--files 1]

With --files 10 a million people come in ten files, one enterprise each, into one database; it is
a database of its own, which this makes from the template and drops at the end. The people are
fictional. Bars: issues “First light” and “The register, finished”, Speed.
"""

import argparse
import os
import random
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
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


def build(file, rows, first):
    """The workbook, with a title above its header as HR likes it."""
    dice = random.Random(20170301 + first)
    with xlsxwriter.Workbook(str(file), {"constant_memory": True}) as book:
        page = book.add_worksheet("花名册")
        page.write_string(0, 0, "2026年11月职工花名册")
        page.write_row(1, 0, HEADER)
        for n in range(rows):
            page.write_row(n + 2, 0, somebody(first + n, dice))


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


def measure(rows, report):
    by = User.objects.create_user("基准")
    enterprise, file = enterprise_of(0, by), workbook(rows)
    watch = Watch()
    watch.start()
    roster, took = bring_in(enterprise, file, by)
    watch.over.set()
    size = f"roster {rows:,} rows"
    report.figure(f"{size}: received", took["receive"], unit="s")
    report.figure(f"{size}: read, checked, sealed, previewed", took["read"], unit="s")
    report.figure(f"{size}: merged", took["merge"], unit="s")
    report.figure(f"{size}: all", sum(took.values()), SECONDS, "s")
    report.figure("parser child, most memory", watch.most, CHILD_MB, "MB")
    assert Employment.objects.filter(enterprise=enterprise).count() == roster.added
    assert Person.objects.count() == roster.added == rows - roster.refused
    receive, read, again = read_in(enterprise, file, by)
    report.figure(f"{size}: the same file again, read", receive + read, unit="s")
    report.figure("the same file again, rows to change", again.takers, 0)


def measure_many(rows, files, report):
    """One file after the other, each of another enterprise and of other people."""
    by, total, added = User.objects.create_user("基准"), 0.0, 0
    for n in range(files):
        enterprise, file = enterprise_of(n, by), workbook(rows, n)
        roster, took = bring_in(enterprise, file, by)
        total, added = total + sum(took.values()), added + roster.added
        report.figure(f"file {n + 1} of {files}", sum(took.values()), unit="s")
        assert roster.added == rows - roster.refused
    assert Person.objects.count() == Employment.objects.count() == added
    whole = f"{files} files of {rows:,} rows"
    report.figure(f"{whole}: all", total, SECONDS * files, "s")
    report.figure(f"{whole}: rows a second", rows * files / total)
    report.figure(f"{whole}: people on the register", added)


def bring_in(enterprise, file, by):
    """A roster from the file to the register; (the roster, {step: seconds})."""
    receive, read, roster = read_in(enterprise, file, by)
    confirm, _ = timed(roster.confirm, by=by)
    merge, _ = timed(Roster.objects.get(pk=roster.pk).merge)
    roster = Roster.objects.get(pk=roster.pk)
    return roster, {"receive": receive, "read": read, "merge": confirm + merge}


def enterprise_of(n, by):
    code = CreditCode.with_check(f"91310000MA{n + 1:07d}")
    return Enterprise.register(f"基准{n + 1}公司", code, Enterprise.Ownership.NON_PUBLIC, by=by)


def workbook(rows, n=0):
    """The nth file of so many rows, kept from one run to the next."""
    file = VAR / "bench" / f"roster-{rows}-{n}.xlsx"
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        build(file, rows, first=n * rows)
    return file


def read_in(enterprise, file, by):
    with open(file, "rb") as content:
        receive, roster = timed(Roster.receive, enterprise=enterprise, file=File(content), by=by)
    read, _ = timed(Roster.objects.get(pk=roster.pk).read)
    return receive, read, Roster.objects.get(pk=roster.pk)


def begin_anew(module):
    """Run this bench as the owner of a database of its own: settings are read once."""
    if os.environ.get("JIANGXIN_TEST_DATABASE") != OWN["JIANGXIN_TEST_DATABASE"]:
        command = [sys.executable, "-m", module, *sys.argv[1:]]
        os.execve(sys.executable, command, {**os.environ, **OWN})
    subprocess.run([sys.executable, "-m", "jiangxin", "prepare", "--template"], check=True)


@contextmanager
def own_database():
    """An empty one, made from the template; dropped when the block ends."""
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(None, verbosity=0)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--files", type=int, default=1)
    given = options.parse_args()
    begin_anew("bench.roster")
    name = "roster" if given.files == 1 else "rosters"
    report = Report(name, rows=given.rows, files=given.files, columns=len(HEADER))
    with own_database():
        if given.files == 1:
            measure(given.rows, report)
        else:
            measure_many(given.rows, given.files, report)
    sys.exit(0 if report.keep() else 1)


if __name__ == "__main__":
    main()
