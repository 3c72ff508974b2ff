"""A city whose units are honest but untidy.

No source says how untidy honest units are: the noise is ours, and on the untidy side.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random

from jiangxin.kpi.period import later_by
from jiangxin.lib import clock
from jiangxin.lib.numbers import IdNumber
from jiangxin.operations.population.dice import Dice
from jiangxin.operations.population.ideas import idea

UNTIDY = [(0.03, "lay_off"), (0.005, "rest"), (0.02, "take_back"), (0.02, "cancel"),
          (0.01, "tell_twice"), (0.06, "sign_one_sheet"), (0.01, "be_split")]  # fmt: skip
CLOSES = 24  # day of the month
FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华建国志海玉春红梅飞鹏云峰雪琴宇浩"
PLACES = ["310101", "310115", "320902", "341502", "411502", "361102", "511702", "421102"]


@dataclass
class Worker:
    """jobs: [(since, until)]."""

    name: str
    number: str | None
    phone: str | None
    signs_in: bool
    jobs: list
    row: object = None


@dataclass
class Entry:
    """One act; `text`: (title, answers) of a proposal, None for one of the months before."""

    worker: Worker
    on: date
    programme: int
    text: tuple | None = None
    sent: date | None = None  # if not on that day
    paper: tuple | None = None  # (digest, size) of what an officer entered
    is_own: bool = False  # answered by who entered it
    cancelled: date | None = None


@dataclass
class Unit:
    """One enterprise of the city, honest (`kind` is "") or not. filed: [(as_of, workers, late)]."""

    number: int
    kind: str
    dice: Random
    workers: list = field(default_factory=list)
    entries: list = field(default_factory=list)
    filed: list = field(default_factory=list)
    parts: list = field(default_factory=list)  # filings of the units that came out of it
    told: int = 0  # ideas
    row: object = None
    part_rows: list = field(default_factory=list)


class HonestCity:
    """Plans units of a seed. `month`: two months ago, so that it is over."""

    def __init__(self, seed):
        self.seed, self.today = seed, clock.today()
        self.month = later_by(self.today.replace(day=1), -2)
        self.last = later_by(self.month, 1) - timedelta(days=1)
        self.phones, self.numbers = count(13_000_000_000), set()

    def unit(self, number, kind):
        dice = Random(f"{self.seed}:{number}")
        unit = Unit(number, kind, dice)
        size = min(160, max(14 if kind else 8, round(dice.lognormvariate(3.4, 0.55))))
        self.hire(unit, size)
        self.take_part(unit)
        self.file(unit)
        self.be_untidy(unit)
        return unit

    def hire(self, unit, size):
        d = unit.dice
        paper_shop, joined_late = d.random() < 0.05, d.random() < 0.03
        growing = d.random() < 0.02
        for _ in range(size):
            since = self.month - timedelta(days=d.randrange(90, 4000))
            if joined_late:
                since = self.month + timedelta(days=d.randrange(0, 6))
            elif d.random() < (0.3 if growing else 0.02):
                since = self.month + timedelta(days=d.randrange(0, 28))
            until = None
            if d.random() < 0.03:
                until = since + timedelta(days=d.randrange(200, 4000))
                until = until if until <= self.today else None
            unit.workers.append(self.worker(d, since, until, bare=0.3 if paper_shop else 0))
        if d.random() < 0.03:  # the steward's own number stands for some who have none
            for worker in d.sample(unit.workers, d.randrange(1, 5)):
                worker.phone = unit.workers[0].phone

    def worker(self, d, since, until=None, bare=0.0):
        number = self.id_number(d) if d.random() > max(0.03, bare) else None
        phone = str(next(self.phones)) if d.random() > max(0.08, bare) else None
        signs_in = d.random() > (0.7 if bare else 0.45)
        name = d.choice(FAMILY) + d.choice(GIVEN) + (d.choice(GIVEN) if d.random() < 0.7 else "")
        return Worker(name, number, phone, signs_in, [(since, until)])

    def id_number(self, d, place=None, born=None, order=None):
        while True:
            day = born or date(1960, 1, 1) + timedelta(days=d.randrange(16_000))
            n = d.randrange(1, 1000) if order is None else order
            number = IdNumber.with_check(f"{place or d.choice(PLACES)}{day:%Y%m%d}{n:03d}")
            if number not in self.numbers:
                self.numbers.add(number)
                return number
            order = None

    def take_part(self, unit):
        d = unit.dice
        share, rush = d.uniform(0.25, 0.85), d.uniform(0.1, 0.45)
        programme, rate = int(d.random() < 0.6), d.uniform(0.1, 0.5)
        end = CLOSES if programme else self.last.day
        workshop = d.randrange(1, end + 1) if d.random() < 0.03 else None
        entering = d.uniform(0.1, 0.4) if d.random() < 0.15 else 0
        for worker in self.at_work(unit):
            for _ in range(1 + (d.random() < 0.15)):
                if d.random() > share:
                    continue
                day = d.randrange(1, end - 2) if d.random() > rush else end - d.randrange(0, 3)
                if workshop and d.random() < 0.7:
                    day = workshop
                unit.entries.append(self.entry(unit, worker, day, programme, entering))
            for back in (1, 2, 3):
                if d.random() < rate and worker.jobs[0][0] < later_by(self.month, -back):
                    on = later_by(self.month, -back) + timedelta(days=d.randrange(28))
                    unit.entries.append(Entry(worker, on, programme))

    def entry(self, unit, worker, day, programme, entering):
        """What they hand in, on paper or not; after they have begun."""
        d, on, since = unit.dice, self.month.replace(day=day), worker.jobs[0][0]
        if on < since:
            on = min(self.last, since + timedelta(days=d.randrange(0, 20)))
        entry, chief = Entry(worker, on, programme, self.text(unit)), unit.workers[0]
        stands_in = worker is not chief and worker.phone and worker.phone == chief.phone
        if d.random() < (0.8 if stands_in else entering):  # the steward's number: no phone
            entry.paper = self.paper(d)
        return entry

    def at_work(self, unit):
        return [w for w in unit.workers if w.jobs[0][1] is None or w.jobs[0][1] > self.last]

    def text(self, unit):
        unit.told += 1
        return idea(Dice(self.seed, "idea", unit.number, unit.told))

    def paper(self, d, size=None):
        return f"{d.getrandbits(256):064x}", size or d.randrange(30_000, 900_000)

    def file(self, unit):
        d, there = unit.dice, len(self.at_work(unit))
        if d.random() < 0.3:  # every month, on its last day
            days = [later_by(self.month, n) - timedelta(days=1) for n in range(-4, 3)]
        else:
            days = [later_by(self.month, n) - timedelta(days=d.randrange(1, 20)) for n in (-9, -3)]
            days += [self.last - timedelta(days=d.randrange(0, 25))] if d.random() < 0.5 else []
        for day in days:
            if day <= self.today:
                unit.filed.append([day, max(1, round(there * d.uniform(0.95, 1.06))), 5])

    def be_untidy(self, unit):
        for chance, way in UNTIDY:
            if unit.dice.random() < chance:
                getattr(self, way)(unit)
        for entry in self.now(unit):
            if unit.dice.random() < 0.003:  # consented after leaving
                since = entry.worker.jobs[-1][0]
                entry.worker.jobs[-1] = (since, max(entry.on, since + timedelta(days=1)))

    def lay_off(self, unit):
        """A third is gone from the register, and from the headcount."""
        day, busy = self.month - timedelta(days=20), {id(e.worker) for e in unit.entries}
        gone = unit.dice.sample(unit.workers, len(unit.workers) // 3)
        idle = [w for w in gone if w.jobs[0][0] < day and w.jobs[0][1] is None
                and id(w) not in busy]  # fmt: skip
        for worker in idle:
            worker.jobs[0] = (worker.jobs[0][0], day)
        for filing in unit.filed:
            filing[1] -= len(idle) if filing[0] >= day else 0

    def rest(self, unit):
        """A quiet season: fewer for a while, rightly filed."""
        low = round(len(unit.workers) * unit.dice.uniform(0.7, 0.9))
        unit.filed.append([self.last - timedelta(days=1), low, 5])
        unit.filed.append([self.last + timedelta(days=40), len(unit.workers), 5])

    def take_back(self, unit):
        """Seasonal workers are there again."""
        for worker in unit.dice.sample(unit.workers, len(unit.workers) // 5):
            day = self.month - timedelta(days=unit.dice.randrange(0, 60))
            self.come_back(worker, day, unit.dice)

    def cancel(self, unit):
        for entry in [e for e in unit.entries if e.text is None][:3]:
            entry.cancelled = min(self.last, entry.on + timedelta(days=70))

    def tell_twice(self, unit):
        """One idea, sent in by two."""
        now = self.now(unit)
        if len(now) > 1:
            now[0].text = (now[0].text[0], now[1].text[1])

    def sign_one_sheet(self, unit):
        entered = [entry for entry in self.now(unit) if entry.paper]
        for entry in entered[: unit.dice.randrange(2, 4)]:
            entry.paper = entered[0].paper

    def be_split(self, unit):
        self.split(unit, unit.dice.uniform(0.2, 0.5), unit.dice.uniform(0.96, 1.05))

    def come_back(self, worker, day, d, gap=None):
        since = worker.jobs[0][0]
        left = day - timedelta(days=gap or d.randrange(60, 120))
        if since < left and worker.jobs[0][1] is None:
            worker.jobs = [(since, left), (day, None)]

    def split(self, unit, share, kept):
        day = self.month + timedelta(days=unit.dice.randrange(0, 20))
        whole = max(12, len(unit.workers))
        unit.filed = [row for row in unit.filed if row[0] < day - timedelta(days=1)]
        unit.filed.append([day - timedelta(days=1), whole, 1])
        unit.filed.append([day + timedelta(days=15), max(1, round(whole * (1 - share) * kept)), 5])
        unit.parts = [[day + timedelta(days=15), max(1, round(whole * share * kept)), 5, day]]

    def now(self, unit):
        return [entry for entry in unit.entries if entry.text]
