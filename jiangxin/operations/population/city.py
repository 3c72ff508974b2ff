"""A whole fictional city, planned from a seed and written into an empty register by COPY."""

from collections import Counter
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.urls import reverse

from jiangxin.accounts.models import User
from jiangxin.audit.models import Trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import Refusal
from jiangxin.operations.population import journeys, people, proof
from jiangxin.operations.population.copying import Table, analyse, begin, reserve, vacuum
from jiangxin.operations.population.histories import Histories
from jiangxin.operations.population.offices import HEADCOUNT, OFFICE
from jiangxin.operations.population.plan import Plan
from jiangxin.operations.population.proposals import Shops
from jiangxin.operations.population.steps import Steps
from jiangxin.operations.population.workers import Workers
from jiangxin.organisations.models import (
    Affiliation,
    Enterprise,
    Headcount,
    Office,
    Organisation,
    Park,
    Placement,
    Tenancy,
)
from jiangxin.people.models import Employment, FormerName, Person
from jiangxin.programmes.models import Journey, Participation, Seat
from jiangxin.programmes.ready_made import five_smalls, suggestion_box
from jiangxin.proposals.models import Authorship, Proposal

SEED = 20170301  # the day of the plan
PORTION = 10_000  # people, or
PROPOSALS = 2_000  # proposals, of one portion of work
ROSTER = {"user": User, "person": Person, "employment": Employment, "former": FormerName}
PAPERS = {
    "journey": Journey,
    "seat": Seat,
    "proposal": Proposal,
    "authorship": Authorship,
    "participation": Participation,
    "trace": Trace,
}
REGISTER = [Organisation, Park, Enterprise, Placement, Affiliation, Tenancy, Office, Headcount]
ONE_AT_A_TIME = "SELECT pg_try_advisory_xact_lock(hashtext('jiangxin populate'))"


class Keys:
    """Keys of what has a number in the plan."""

    def __init__(self, plan):
        self.unions = reserve(Organisation, len(plan.tree.unions))
        self.parks = reserve(Park, len(plan.parks))
        self.firms = reserve(Enterprise, len(plan.firms))
        self.users = reserve(User, plan.accounts)
        self.people = reserve(Person, plan.people)

    def union(self, number):
        return self.unions + number

    def park(self, number):
        return self.parks + number

    def firm(self, number):
        return self.firms + number

    def user(self, account):
        return self.users + account


class City:
    """One run: a plan, and how it is written down. All of it or nothing."""

    def __init__(self, *, say, seed=SEED, **counts):
        self.steps, self.seed, self.counts = Steps(say), seed, counts

    @transaction.atomic
    def build(self):
        """Returns how many rows were written, by the name of the model."""
        begin()
        self.must_be_alone()
        self.now = clock.local(clock.now())
        self.written = Counter()
        with self.steps.step("规划"):
            today = self.now.date()
            self.plan = Plan(seed=self.seed, today=today, **self.counts)
            self.keys = Keys(self.plan)
        with Workers() as workers:
            self.write_places()
            self.write_people(workers)
            self.write_relations()
            self.write_histories()
            self.programmes = self.call_programmes()
            if self.plan.proposals:
                self.write_proposals(workers)
        with self.steps.step("核对"):
            proof.check(self.written)
        return self.written

    def settle(self):
        """After the commit: what the planner and index-only scans want to know."""
        with self.steps.step("整理统计信息"):
            vacuum(*self.written)

    def must_be_alone(self):
        with connection.cursor() as cursor:
            cursor.execute(ONE_AT_A_TIME)
            if not cursor.fetchone()[0]:
                raise Refusal("另一次填充正在进行，这次没有写入任何数据。")
        for model in (Organisation, Enterprise, Park, Person):
            if model.objects.exists():
                word = model.__doc__.split(":")[0]
                raise Refusal(f"登记册里已有{word}，只能填进空的登记册。没有写入任何数据。")

    def copy(self, word, model, fields, values):
        """One step: all rows of a model that is small enough for one COPY."""
        with self.steps.step(word) as step:
            table = Table.of(model, *fields)
            lines = [table.line(*row) for row in values]
            table.copy("".join(lines))
            self.count(model, len(lines))
            step.rows = len(lines)

    def count(self, model, rows):
        self.written[model] += rows

    def write_places(self):
        plan, keys = self.plan, self.keys
        fields = ["id", "name", "tier", "path", "depth"]
        self.copy("工会组织", Organisation, fields, map(self.standing, plan.tree.unions))
        districts = [union.name.removesuffix("总工会") for union in plan.tree.unions]
        parks = (
            (keys.park(p.number), p.name, p.kind, districts[p.district], p.enrolled_on)
            for p in plan.parks
        )
        fields = ["id", "name", "kind", "district", "enrolled_on"]
        self.copy("园区", Park, fields, parks)
        firms = (
            (keys.firm(f.number), f.name, f.credit_code, f.ownership, f.address)
            for f in plan.firms
        )  # fmt: skip
        fields = ["id", "name", "credit_code", "ownership", "address"]
        self.copy("企业", Enterprise, fields, firms)
        analyse(Organisation, Park, Enterprise)  # whose keys are looked up a million times now

    def standing(self, union):
        """A union as it stands today: its path is a cache of today's placements."""
        lineage = self.plan.tree.lineage(union.number, self.plan.today)
        keys = "/".join(str(self.keys.union(number)) for number in lineage)
        return self.keys.union(union.number), union.name, union.tier, f"/{keys}/", len(lineage) - 1

    def write_people(self, workers):
        plan, keys = self.plan, self.keys
        self.roll = people.Roll(
            seed=plan.seed,
            today=plan.today.toordinal(),
            joined_at=self.now.isoformat(),
            first_person=keys.people,
            first_user=keys.users,
            first_enterprise=keys.firms,
            founded=[firm.since.toordinal() for firm in plan.firms],
            tables=people.tables(ROSTER),
        )
        with self.steps.step("职工", of=plan.people) as step:
            crews = portions([plan.officers, *plan.crews], PORTION, lambda c: c.working + c.left)
            for batch in workers.spread(self.roll.enrol, crews):
                for word, rows in batch.rows.items():
                    self.roll.tables[word].copy(batch.lines[word])
                    self.count(ROSTER[word], rows)
                step.advance(batch.rows["person"])

    def write_relations(self):
        plan, keys, chief = self.plan, self.keys, self.keys.user(0)
        placements = (
            (keys.union(union.number), keys.union(above), since, until, chief)
            for union in plan.tree.unions
            for above, since, until in union.under
        )
        dated = ["since", "until", "by"]
        self.copy("上下级", Placement, ["organisation", "parent", *dated], placements)
        of_firms = (
            (keys.union(union), keys.firm(firm.number), None, since, until, chief)
            for firm in plan.firms
            for union, since, until in firm.covers
        )
        of_parks = (
            (keys.union(union), None, keys.park(park.number), since, until, chief)
            for park in plan.parks
            for union, since, until in park.unions
        )
        fields = ["organisation", "enterprise", "park", *dated]
        self.copy("隶属", Affiliation, fields, [*of_parks, *of_firms])
        tenancies = (
            (keys.firm(firm.number), keys.park(park), since, until, chief)
            for firm in plan.firms
            for park, since, until in firm.stays
        )
        self.copy("入驻", Tenancy, ["enterprise", "park", *dated], tenancies)
        self.copy("任职", Office, OFFICE, plan.offices.rows(keys))
        self.copy("在册职工数", Headcount, HEADCOUNT, plan.offices.headcounts(keys))

    def write_histories(self):
        """变动 for every move, and who was called otherwise before."""
        chief = User.objects.get(pk=self.keys.user(0))
        with self.steps.step("变动") as step:
            for model, rows in Histories(self.plan, self.keys, chief).write().items():
                self.count(model, rows)
                step.rows += rows

    def call_programmes(self):
        """合理化建议, open for three years, and this year's 五小: by the verbs that people use."""
        chief = User.objects.get(pk=self.keys.user(0))
        city = Organisation.objects.get(pk=self.keys.union(0))
        opened = self.now - timedelta(days=300)
        dates = {"opens_at": opened, "closes_at": self.now + timedelta(days=38)}
        return [
            suggestion_box(city, by=chief, opens_at=self.now - timedelta(days=1_095)),
            five_smalls(city, self.now.year, by=chief, **dates),
        ]

    def write_proposals(self, workers):
        """Proposals with their journeys, authors, participations and traces."""
        plan = self.plan
        secretary = journeys.Secretary(
            roll=self.roll,
            now=self.now,
            first={
                "journey": reserve(Journey, plan.proposals),
                "proposal": reserve(Proposal, plan.proposals),
                "participation": reserve(Participation, plan.proposals * journeys.MOST_ACTS),
            },
            calls=tuple(map(journeys.Call.of, self.programmes)),
            about_kind=ContentType.objects.get_for_model(Journey).pk,
            path=reverse("proposals:proposal", args=[0]).replace("0", "{}"),
            tables=journeys.tables(PAPERS),
        )
        with self.steps.step("合理化建议", of=plan.proposals) as step:
            shops = Shops(plan, self.keys, self.programmes).open()
            shops = portions(shops, PROPOSALS, lambda shop: shop.proposals)
            for batch in workers.spread(secretary.write, shops):
                for word, rows in batch.rows.items():
                    secretary.tables[word].copy(batch.lines[word])
                    self.count(PAPERS[word], rows)
                step.advance(batch.rows["proposal"])


def portions(things, most, weight):
    """Lists of things whose weights come to `most`, or a little more."""
    portion, heavy = [], 0
    for thing in things:
        portion.append(thing)
        heavy += weight(thing)
        if heavy >= most:
            yield portion
            portion, heavy = [], 0
    if portion:
        yield portion
