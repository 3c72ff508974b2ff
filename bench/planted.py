"""Writes a planned city into the database, as rows, past the verbs: some need what verbs refuse."""

from datetime import datetime, time, timedelta
from itertools import count

from django.db import connection

from bench.honest import CLOSES
from bench.planting import City
from jiangxin.accounts.models import User
from jiangxin.documents.models import Attachment
from jiangxin.lib.clock import CHINA
from jiangxin.lib.numbers import CreditCode
from jiangxin.organisations.models import Enterprise, Headcount, Organisation, Succession
from jiangxin.people.models import Employment, Person, Resemblance
from jiangxin.programmes.models import Journey, Outcome, Participation, Programme, Seat, Status
from jiangxin.programmes.ready_made import suggestion_box
from jiangxin.proposals.models import Authorship, Likeness, Proposal

ROWS = 2000
WRITTEN = (Enterprise, Succession, User, Person, Employment, Journey, Attachment, Proposal,
           Authorship, Seat, Likeness, Participation, Headcount)  # fmt: skip


def moment(day):
    return datetime.combine(day, time(10), CHINA)


def plant(seed, clean, planted):
    """A City that stands in the database."""
    city = City(seed, clean, planted)
    writing = Writing(city)
    writing.enterprises()
    writing.people()
    writing.acts()
    writing.headcounts()
    with connection.cursor() as cursor:
        for model in WRITTEN:  # as a city that has stood for a day would be
            cursor.execute(f'ANALYZE "{model._meta.db_table}"')
    Resemblance.sweep()
    return city


class Writing:
    def __init__(self, city):
        self.city, self.numbers = city, count(1)
        self.clerk = User.objects.create_user("录入人")
        self.keeper = User.objects.create_user("经办人")
        self.union = Organisation.objects.filter(tier="federation").first() or Organisation.found(
            "夹具市总工会", Organisation.Tier.FEDERATION, by=self.keeper
        )
        self.calls = [suggestion_box(self.union, by=self.keeper) for _ in range(2)]
        begun = {"opens_at": moment(city.month - timedelta(days=400))}
        keys = [call.pk for call in self.calls]
        Programme.objects.filter(pk__in=keys).update(**begun)
        closing = moment(city.month.replace(day=CLOSES)) + timedelta(hours=12)
        Programme.objects.filter(pk=keys[1]).update(closes_at=closing)

    def keep(self, model, rows):
        return model.objects.bulk_create(rows, batch_size=ROWS)

    def enterprise(self, name):
        code = CreditCode.with_check(f"91310000MB{next(self.numbers):07d}")
        return Enterprise(name=name, credit_code=code, ownership=Enterprise.Ownership.NON_PUBLIC)

    def enterprises(self):
        rows = []
        for unit in self.city.units:
            unit.row = self.enterprise(f"第{unit.number}厂")
            unit.part_rows = [self.enterprise(f"第{unit.number}厂分厂") for _ in unit.parts]
            rows += [unit.row, *unit.part_rows]
        self.keep(Enterprise, rows)
        self.keep(Succession, [
            Succession(predecessor=unit.row, successor=row, kind="split", on=part[3])
            for unit in self.city.units
            for row, part in zip(unit.part_rows, unit.parts, strict=True)
        ])  # fmt: skip

    def people(self):
        workers = [(unit, worker) for unit in self.city.units for worker in unit.workers]
        for _, worker in workers:
            worker.row = Person._new(name=worker.name, id_number=worker.number, phone=worker.phone)
        users = User.objects.create_users([worker.name for _, worker in workers])
        for (_, worker), user in zip(workers, users, strict=True):
            worker.row.user = user
        signed = [u.pk for u, (_, w) in zip(users, workers, strict=True) if w.signs_in]
        User.objects.filter(pk__in=signed).update(last_login=moment(self.city.month))
        self.keep(Person, [worker.row for _, worker in workers])
        self.keep(Employment, [
            Employment(person=worker.row, enterprise=unit.row, since=since, until=until)
            for unit, worker in workers for since, until in worker.jobs
        ])  # fmt: skip

    def acts(self):
        told = [(unit, one) for unit in self.city.units for one in unit.entries]
        sent = [(unit, one) for unit, one in told if one.text]
        journeys = self.keep(Journey, [self.journey(one) for _, one in sent])
        of = {id(one): row for (_, one), row in zip(sent, journeys, strict=True)}
        scans = self.keep(Attachment, [self.scan(one) for _, one in sent if one.paper])
        scans = dict(zip([id(one) for _, one in sent if one.paper], scans, strict=True))
        proposals = self.keep(Proposal, [
            self.proposal(unit, one, of[id(one)], scans.get(id(one))) for unit, one in sent
        ])  # fmt: skip
        self.keep(Authorship, [
            Authorship(proposal=row, person=one.worker.row, position=1,
                       consented_at=row.journey.submitted_at)
            for row, (_, one) in zip(proposals, sent, strict=True)
        ])  # fmt: skip
        self.keep(Seat, [self.seat(one, of[id(one)]) for _, one in sent])
        for n in range(0, len(proposals), ROWS):
            Likeness.keep(proposals[n : n + ROWS])
        acts = self.keep(Participation, [self.act(u, one, of.get(id(one))) for u, one in told])
        self.keep(Participation, [
            row._countered(one.cancelled)
            for row, (_, one) in zip(acts, told, strict=True) if one.cancelled
        ])  # fmt: skip

    def journey(self, one):
        call, at = self.calls[one.programme], moment(one.sent or one.on)
        return Journey(programme=call, road=call.road, questionnaire=call.questionnaire,
                       origin=self.union, title=one.text[0], status=Status.ACCEPTED,
                       submitted_at=at, concluded_at=at, started_by=self.keeper)  # fmt: skip

    def scan(self, one):
        digest, size = one.paper
        return Attachment(name="签名.pdf", media_type="application/pdf", size=size, sha256=digest,
                          file=f"none/{next(self.numbers)}", uploaded_by=self.clerk,
                          uploaded_at=moment(one.on))  # fmt: skip

    def proposal(self, unit, one, journey, scan):
        title, answers = one.text
        return Proposal(journey=journey, title=title, answers=answers, enterprise=unit.row,
                        scan=scan, entered_by=self.clerk if scan else None)  # fmt: skip

    def seat(self, one, journey):
        stage = self.calls[one.programme].road.gates[0]
        return Seat(journey=journey, stage=stage, keeper=stage.keeper, union=self.union, visit=1,
                    arrived_at=journey.submitted_at, due_on=one.on, left_at=journey.submitted_at,
                    answered_by=self.clerk if one.is_own else self.keeper,
                    outcome=Outcome.PASS_ON)  # fmt: skip

    def act(self, unit, one, journey):
        act = f"journey:{journey.pk}" if journey else f"past:{next(self.numbers)}"
        return Participation(person=one.worker.row, programme=self.calls[one.programme],
                             kind=Participation.Kind.PROPOSAL, act=act, journey=journey,
                             enterprise=unit.row, organisation=self.union, on=one.on,
                             lineage=[self.union.pk], is_in_plan=True)  # fmt: skip

    def headcounts(self):
        rows = {}
        for unit in self.city.units:
            for row, filings in [(unit.row, unit.filed), *zip(
                unit.part_rows, [[part[:3]] for part in unit.parts], strict=True
            )]:  # fmt: skip
                for day, workers, late in filings:
                    rows[row.pk, day] = Headcount(
                        enterprise=row, as_of=day, workers=workers, filed_by=self.clerk,
                        filed_at=moment(day + timedelta(days=late)),
                    )  # fmt: skip
        self.keep(Headcount, list(rows.values()))
