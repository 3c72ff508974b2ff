"""Five years of participation for a populated city: loaded before its constraints, by a seed.

    python -m bench.indicators_data --total 20000000

`bench.indicators` starts it, as the owner of the tables. Who is active follows Zipf, colleagues
hand in together, people and enterprises stand where they stood that month, 2 of 100 entries are
withdrawn. Rows are as `Participation.record` writes them, but a month shares one transaction.
"""

import argparse
import calendar
import itertools
import random
import sys
import time
from collections import defaultdict

from bench.bare import asked, bare
from bench.report import Report
from jiangxin.kpi.period import Period, later_by
from jiangxin.lib import clock
from jiangxin.operations.population.copying import Table, cell
from jiangxin.organisations.models import Affiliation, Enterprise, Park, Placement, Tenancy
from jiangxin.people.models import Employment, Person
from jiangxin.programmes.models import Journey, Participation, Programme, Status
from jiangxin.proposals.models import Benefit, Proposal

SEED, MONTHS = 20170301, 60
TEAMS = [1, 1, 2, 3, 5]  # authors of an entry
NEAR = 40  # colleagues among whom a team is found
OPINIONS, WITHDRAWN, ABSORBED = 0.2, 0.02, 0.002
STEEP, FLAT = 1.1, 0.003  # Zipf's power, and how much of the city its head is flattened over
NEVER = 10**7  # an ordinal
Kind = Participation.Kind
JOURNEY = Table.of(
    Journey, "id", "title", "status", "submitted_at", "concluded_at", "origin", "programme",
    "road", "questionnaire", "started_by", "barred",
)  # fmt: skip
ACT = Table.of(
    Participation, "id", "person", "kind", "act", "journey", "on", "cancels", "programme",
    "enterprise", "park", "organisation", "lineage", "is_in_plan",
)  # fmt: skip


def five_years():
    last = clock.today().replace(day=1)
    return Period(later_by(last, 1 - MONTHS), last)


def spans(rows, of, to):
    """{key: [(since, until, key)]} of a dated relation."""
    found = defaultdict(list)
    for key, other, since, until in rows.order_by().values_list(of, to, "since", "until"):
        found[key].append((since, until, other))
    return found


def held(known, key, day):
    return next((to for since, until, to in known.get(key, ())
                 if since <= day and (until is None or day < until)), None)  # fmt: skip


class Map:
    """Where each enterprise stood and which unions were over it, on any day."""

    def __init__(self):
        affiliations = Affiliation.objects
        self.stays = spans(Tenancy.objects, "enterprise", "park")
        self.own = spans(affiliations.of_enterprises(), "enterprise", "organisation")
        self.led = spans(affiliations.of_parks(), "park", "organisation")
        self.above = spans(Placement.objects, "organisation", "parent")
        self.enrolled = dict(Park.objects.values_list("pk", "enrolled_on"))
        self.private = set(Enterprise.objects.non_public().values_list("pk", flat=True))

    def on(self, day):
        """{enterprise: (its union, the last columns of an act)}: those that a union covers."""
        lines, told = {}, {}
        for firm in self.stays.keys() | self.own.keys():
            park = held(self.stays, firm, day)
            union = held(self.own, firm, day) or held(self.led, park, day)
            if union is None:
                continue
            if union not in lines:
                lines[union] = self.lineage(union, day)
            enrolled = self.enrolled.get(park)
            counts = bool(enrolled and enrolled <= day and firm in self.private)
            last = firm, park, union, lines[union], counts
            told[firm] = union, "\t".join(map(cell, last))
        return told

    def lineage(self, union, day):
        line = [union]
        while above := held(self.above, line[0], day):
            line.insert(0, above)
        return line


class Crowd:
    """All jobs of five years in the order of enterprises, and how active who holds them is."""

    def __init__(self):
        jobs = Employment.objects.order_by("enterprise", "person")
        rows = list(jobs.values_list("person", "enterprise", "since", "until"))
        self.people = [row[0] for row in rows]
        self.firms = [row[1] for row in rows]
        self.since = [row[2].toordinal() for row in rows]
        self.until = [row[3].toordinal() if row[3] else NEVER for row in rows]
        count = len(set(self.people))
        # Knuth's multiplier: neighbours in a roster are not neighbours in zeal.
        zeal = ((n * 2_654_435_761 % count + FLAT * count) ** -STEEP for n in self.people)
        self.total = list(itertools.accumulate(zeal))

    def drawn(self, count, dice):
        """So many jobs, those of the active ones oftener."""
        return dice.choices(range(len(self.people)), cum_weights=self.total, k=count)

    def is_at_work(self, job, day):
        """Was it held on this day, an ordinal?"""
        return self.since[job] <= day < self.until[job]


class Writer:
    """Months of entries and acts, from the next free keys on."""

    def __init__(self, crowd, city):
        self.crowd, self.map, self.today = crowd, city, clock.today()
        self.act = (asked("SELECT max(id) FROM programmes_participation")[0][0] or 0) + 1
        self.journey = (asked("SELECT max(id) FROM programmes_journey")[0][0] or 0) + 1
        call = Programme.objects.order_by("pk").first()
        user = Journey.objects.order_by("pk").first().started_by_id
        same = call.pk, call.road_id, call.questionnaire_id, user, [user]
        self.entry = "\t".join(map(cell, same)) + JOURNEY.tail
        self.call = call.pk

    def write(self, month, count, dice):
        """So many acts, counter-rows among them."""
        where, entries, acts = self.map.on(month), [], []
        end = month.replace(day=calendar.monthrange(month.year, month.month)[1])
        last = min(end, self.today).day
        while len(acts) < count:
            share = max(1, (count - len(acts)) // 3)
            days = sorted(dice.choices(range(1, last + 1), k=share))
            for day, lead in zip(days, self.crowd.drawn(share, dice), strict=True):
                day = month.replace(day=day)
                if team := self.team(lead, day.toordinal(), where, dice):
                    self.hand_in(team, day, where, dice, entries, acts)
        JOURNEY.copy("".join(entries))
        ACT.copy("".join(acts))

    def team(self, lead, day, where, dice):
        """Jobs: one who leads, and colleagues; nobody where it was not held that day."""
        crowd, found = self.crowd, set()
        firm = crowd.firms[lead]
        if firm in where and crowd.is_at_work(lead, day):
            found.add(lead)
            for _ in range(dice.choice(TEAMS) - 1):
                near = lead + dice.randrange(1, NEAR)
                same = near < len(crowd.firms) and crowd.firms[near] == firm
                if same and crowd.is_at_work(near, day):
                    found.add(near)
        return found

    def hand_in(self, team, day, where, dice, entries, acts):
        journey, gone = self.journey, dice.random() < WITHDRAWN
        self.journey += 1
        union, place = where[self.crowd.firms[next(iter(team))]]
        kind = Kind.OPINION if dice.random() < OPINIONS else Kind.PROPOSAL
        status = Status.WITHDRAWN if gone else Status.NOTED
        entries.append(f"{journey}\t第{journey}件\t{status}\t{day}\t{day}\t{union}\t{self.entry}")
        later = min(self.today, day.fromordinal(day.toordinal() + dice.randrange(20)))
        for job in team:
            told = f"{self.crowd.people[job]}\t{kind}\tjourney:{journey}\t{journey}"
            last = f"{self.call}\t{place}{ACT.tail}"
            acts.append(f"{self.act}\t{told}\t{day}\t\\N\t{last}")
            if gone:
                acts.append(f"{self.act + 1}\t{told}\t{later}\t{self.act}\t{last}")
            self.act += 1 + gone

    def keep_keys(self):
        for model, key in ((Journey, self.journey), (Participation, self.act)):
            asked(f"SELECT setval(pg_get_serial_sequence('{model._meta.db_table}', 'id'), {key})")


def shares(total):
    """How many acts in which month: three times as many in the last as in the first."""
    weights = [1 + 2 * n / MONTHS for n in range(MONTHS)]
    return [round(total * weight / sum(weights)) for weight in weights]


def fill(total, seed):
    """Load what is lacking until there are about so many rows; the seconds of loading."""
    there = Participation.objects.count()
    dice, began = random.Random(f"{seed} {total}"), time.monotonic()
    writer = Writer(Crowd(), Map())
    for month, count in zip(five_years().months, shares(total - there), strict=True):
        if count > 0:
            writer.write(month, count, dice)
    writer.keep_keys()
    return time.monotonic() - began


def absorb(dice):
    """Some records of people without work became one with the next record: 并档."""
    gone = Person.objects.absorbed().exists()
    idle = Person.objects.exclude(employments__until=None).order_by("pk")
    keys = [] if gone else list(idle.values_list("pk", flat=True))
    some = dice.sample(keys, min(len(keys) // 3, int(ABSORBED * Person.objects.count())))
    chosen = set(some)
    for one in sorted(some):
        if one + 1 not in chosen:
            Person.objects.filter(pk=one).exclude(pk=1).update(merged_into=one + 1)


def reckon():
    """Every other accepted proposal has what it is hoped to bring, some what finance signed."""
    if Benefit.objects.exists():
        return
    table = Table.of(Benefit, "proposal", "kind", "since", "total", "by", "made_at")
    user, now = Journey.objects.first().started_by_id, clock.now()
    keys = Proposal.objects.accepted().order_by("pk").values_list("pk", flat=True)
    lines = [
        table.line(key, kind, clock.today(), 1_000 * (key % 10_000), user, now)
        for kind, every in ((Benefit.Kind.EXPECTED, 2), (Benefit.Kind.CONFIRMED, 5))
        for key in keys[::every]
    ]
    table.copy("".join(lines))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--total", type=int, required=True)
    options.add_argument("--seed", type=int, default=SEED)
    given = options.parse_args()
    absorb(random.Random(given.seed))
    reckon()
    began = time.monotonic()
    with bare(Participation, Journey):
        loaded = fill(given.total, given.seed)
    report = Report("indicators-load", total=given.total, seed=given.seed)
    rows = Participation.objects.count()
    report.figure(f"participations, {rows:,}: loaded", loaded, unit="s")
    report.figure("… their constraints and indexes", time.monotonic() - began - loaded, unit="s")
    sys.exit(0 if report.keep() else 1)


if __name__ == "__main__":
    main()
