"""Among honest units those that inflate their numbers: twelve kinds.

As reliability.md, KP-5, without “one device for many”, which the platform does not keep, and with
headcounts that shrink before a closing.
"""

from datetime import date, timedelta

from bench.honest import CLOSES, GIVEN, PLACES, Entry, HonestCity, Worker
from jiangxin.kpi.period import later_by

KINDS = ["ghost", "twin", "phone", "burst", "copied", "paper", "returned", "sequence", "own",
         "past", "shrunk", "split"]  # fmt: skip


class City(HonestCity):
    """Honest units, then so many of each kind."""

    def __init__(self, seed, clean, planted):
        super().__init__(seed)
        kinds = [""] * clean + [kind for kind in KINDS for _ in range(planted)]
        self.units = [self.planted(n, kind) for n, kind in enumerate(kinds)]
        self.pair_twins()

    def planted(self, number, kind):
        unit = self.unit(number, kind)
        if kind:
            getattr(self, f"plant_{kind}")(unit)
        return unit

    def add(self, unit, worker, day=None, **more):
        on = self.month.replace(day=day or unit.dice.randrange(1, CLOSES - 2))
        unit.entries.append(Entry(worker, on, 1, self.text(unit), **more))

    def plant_ghost(self, unit):
        d, there = unit.dice, len({id(e.worker) for e in self.now(unit)})
        way = unit.number % 3
        for _ in range(max(6, round(there * d.uniform(0.45, 1.0)))):
            day = d.randrange(4, CLOSES)
            since = self.month - timedelta(days=200)
            worker = self.worker(d, since)
            if way == 0:
                worker.number = worker.phone = None
                worker.signs_in = False
            elif way == 1:
                worker.jobs = [(self.month.replace(day=day - d.randrange(0, 3)), None)]
            unit.workers.append(worker)
            self.add(unit, worker, day)
        if way == 2:
            people = len({id(e.worker) for e in self.now(unit)})
            unit.filed = [[self.last - timedelta(days=40), round(people / d.uniform(1.2, 1.8)), 5]]

    def plant_twin(self, unit):
        """Second records; `pair_twins` has them take part next door."""

    def pair_twins(self):
        units = [unit for unit in self.units if unit.kind == "twin"]
        for one, other in zip(units[::2], units[1::2], strict=False):
            d = one.dice
            for worker in d.sample(one.workers, min(len(one.workers), d.randrange(5, 14))):
                worker.phone = worker.phone or str(next(self.phones))
                since = self.month - timedelta(days=d.randrange(0, 300))
                double = Worker(worker.name, None, worker.phone, False, [(since, None)])
                worker.jobs = [(worker.jobs[0][0], None)]
                other.workers.append(double)
                day = d.randrange(CLOSES // 2, CLOSES)
                self.add(one, worker, day)
                self.add(other, double, day)

    def plant_phone(self, unit):
        d = unit.dice
        while len({id(e.worker) for e in self.now(unit)}) < 8:
            self.add(unit, d.choice(unit.workers))
        people = list({id(e.worker): e.worker for e in self.now(unit)}.values())
        phone = str(next(self.phones))
        for worker in people[: max(5, round(len(people) * d.uniform(0.2, 0.6)))]:
            worker.phone = phone

    def plant_burst(self, unit):
        d = unit.dice
        unit.entries = [e for e in unit.entries if e.text is None]
        for n in range(max(14, round(len(unit.workers) * d.uniform(0.5, 0.95)))):
            worker = unit.workers[n % len(unit.workers)]
            late = d.random() < d.uniform(0.85, 1.0)
            self.add(unit, worker, CLOSES - d.randrange(0, 3) if late else d.randrange(1, 20))

    def plant_copied(self, unit):
        d = unit.dice
        while len(self.now(unit)) < 12:
            self.add(unit, d.choice(unit.workers))
        now = self.now(unit)
        sources = [self.text(unit) for _ in range(d.randrange(1, 4))]
        for n in d.sample(range(len(now)), max(6, round(len(now) * d.uniform(0.35, 0.8)))):
            title, answers = d.choice(sources)
            now[n].text = (title, {k: edited(v, d.uniform(0, 0.05), d) for k, v in answers.items()})

    def plant_paper(self, unit):
        d = unit.dice
        same = self.paper(d)
        for _ in range(d.randrange(4, 13)):
            tiny = d.random() < 0.3
            paper = self.paper(d, d.randrange(300, 3000)) if tiny else same
            self.add(unit, d.choice(unit.workers), paper=paper if d.random() < 0.9 else
                     self.paper(d))  # fmt: skip

    def plant_returned(self, unit):
        d = unit.dice
        there = len({id(e.worker) for e in self.now(unit)})
        for _ in range(max(4, round(there * d.uniform(0.2, 0.5)))):
            day = d.randrange(12, CLOSES)
            worker = self.worker(d, self.month - timedelta(days=d.randrange(400, 3000)))
            on = self.month.replace(day=day)
            if d.random() < 0.5:
                self.come_back(worker, on - timedelta(days=d.randrange(0, 10)), d, gap=200)
            else:
                worker.jobs = [(worker.jobs[0][0], on - timedelta(days=d.randrange(20, 300)))]
            unit.workers.append(worker)
            self.add(unit, worker, day)

    def plant_sequence(self, unit):
        d = unit.dice
        place, born = d.choice(PLACES), date(1970, 1, 1) + timedelta(days=d.randrange(11_000))
        days, orders = d.choice([(0, 1), (0, 2), (1, 0), (1, 1), (7, 0), (30, 3)])
        first = d.randrange(1, 900)
        for n in range(d.randrange(5, 12)):
            worker = self.worker(d, self.month - timedelta(days=d.randrange(70, 900)))
            day = born + timedelta(days=days * n)
            worker.number = self.id_number(d, place, day, first + orders * n)
            unit.workers.append(worker)
            self.add(unit, worker)

    def plant_own(self, unit):
        d = unit.dice
        for _ in range(d.randrange(1, 7)):
            self.add(unit, d.choice(unit.workers), paper=self.paper(d), is_own=True)

    def plant_past(self, unit):
        d, way = unit.dice, unit.number % 3
        if way == 0:
            for _ in range(d.randrange(4, 11)):
                sent = self.last + timedelta(days=d.randrange(1, 30))
                self.add(unit, d.choice(unit.workers), sent=min(sent, self.today))
        elif way == 1:
            for _ in range(d.randrange(6, 13)):
                on = later_by(self.month, -3) + timedelta(days=d.randrange(20))
                day = self.month + timedelta(days=d.randrange(12, 28))
                unit.entries.append(Entry(d.choice(unit.workers), on, 0, cancelled=day))
        else:
            whole = max(14, len(unit.workers))
            then = self.month + timedelta(days=1)
            unit.filed = [[self.month - timedelta(days=30), whole, 3],
                          [then, round(whole * d.uniform(0.4, 0.75)), d.randrange(63, 80)],
                          [self.month + timedelta(days=40), whole, 2]]  # fmt: skip

    def plant_shrunk(self, unit):
        d, whole = unit.dice, max(14, len(unit.workers))
        low = round(whole * d.uniform(0.35, 0.75))
        unit.filed = [[self.month - timedelta(days=d.randrange(5, 100)), whole, 3],
                      [self.last - timedelta(days=d.randrange(0, 12)), low, 2]]  # fmt: skip
        if d.random() < 0.7:
            after = min(self.today, self.last + timedelta(days=d.randrange(10, 55)))
            unit.filed.append([after, round(whole * d.uniform(0.96, 1.08)), 2])
        else:
            while len(self.at_work(unit)) < whole:
                unit.workers.append(self.worker(d, self.month - timedelta(days=300)))

    def plant_split(self, unit):
        self.split(unit, unit.dice.uniform(0.2, 0.5), unit.dice.uniform(0.4, 0.74))


def edited(text, share, d):
    """With so many of its characters changed."""
    return "".join(d.choice(GIVEN) if d.random() < share else c for c in text)
