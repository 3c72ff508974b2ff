"""What became of the proposals: written by workers, as the verbs of Journey would have done."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

from jiangxin.audit.words import salted, wording
from jiangxin.lib import clock
from jiangxin.lib.clock import CHINA
from jiangxin.lib.workdays import add_working_days
from jiangxin.operations.demonstration import words
from jiangxin.operations.population.copying import Batch, Table
from jiangxin.operations.population.dice import Dice
from jiangxin.operations.population.ideas import idea
from jiangxin.operations.population.people import FOUNDERS, Roll, hired, name_of
from jiangxin.programmes.models import Outcome, Participation, Seat, Status
from jiangxin.proposals.models.proposal import words_of

FIELDS = {
    "journey": ["id", "programme", "road", "questionnaire", "origin", "park_union", "title",
                "path", "status", "stage", "keeper", "arrived_at", "due_on", "submitted_at",
                "concluded_at", "moves", "started_by", "barred", "alarm_on", "alarms"],
    "seat": ["journey", "stage", "keeper", "union", "visit", "came", "arrived_at", "due_on",
             "left_at", "answered_by", "outcome", "barred"],
    "proposal": ["id", "journey", "title", "category", "enterprise", "park", "answers", "words",
                 "form_token"],
    "authorship": ["proposal", "person", "position", "asked_at", "consented_at"],
    "participation": ["id", "person", "programme", "kind", "act", "journey", "enterprise", "park",
                      "organisation", "lineage", "on", "is_in_plan", "cancels"],
    "trace": ["by", "actor", "verb", "about_kind", "about_id", "title", "details", "happened_at",
              "salt", "digest"],
}  # fmt: skip
OUTCOMES = {"通过": Outcome.PASS_ON, "退回修改": Outcome.HAND_BACK, "不通过": Outcome.REJECT}
MOST_ACTS = 4  # participations of one proposal: two authors, and their counter-rows


class Author(NamedTuple):
    person: int  # keys
    user: int
    name: str
    hired: int  # ordinal


class Call(NamedTuple):
    """A programme, as far as an entry must know it."""

    key: int
    road: int  # keys of the versions in force
    questionnaire: int
    opens: int  # ordinal
    categories: tuple  # keys
    reasons: tuple

    @classmethod
    def of(cls, programme):
        return cls(
            programme.pk,
            programme.road_id,
            programme.questionnaire_id,
            clock.day_of(programme.opens_at).toordinal(),
            tuple(programme.categories.order_by("position").values_list("pk", flat=True)),
            tuple(programme.reasons.order_by("position").values_list("name", flat=True)),
        )


def at_work(dice, ordinal):
    """A moment of this day at which people are at work."""
    return datetime.combine(
        date.fromordinal(ordinal), time(8 + dice.below(11), dice.below(60)), CHINA
    )


@cache
def due(ordinal, days):
    return add_working_days(date.fromordinal(ordinal), days)


class Trip:
    """One entry on its road, from gate to gate until its time is up."""

    def __init__(self, gates, author, now):
        self.gates, self.author, self.now = gates, author, now
        self.status, self.at, self.moves = Status.DRAFT, None, 0
        self.arrived = self.due = self.submitted = self.concluded = None
        self.traces, self.seats = [], []

    def go(self, dice, begin, reasons):
        self.submitted = begin
        self.move("提交", Status.UNDER_WAY, 0, begin)
        while self.status in (Status.UNDER_WAY, Status.HANDED_BACK):
            later = at_work(dice, self.arrived.toordinal() + 1 + dice.below(15))
            if later >= self.now:
                return
            if self.status == Status.HANDED_BACK:
                if dice.chance(40):
                    return  # it still lies with its author
                self.move("补充后再次提交", Status.UNDER_WAY, self.at, later)
            else:
                self.decide(dice, later, reasons)

    def decide(self, dice, moment, reasons):
        luck = dice.below(100)
        if luck < 3:
            self.move("撤回", Status.WITHDRAWN, None, moment)
        elif luck < 11:
            remark = dice.choice(words.RETURNS)
            self.move("退回修改", Status.HANDED_BACK, self.at, moment, remark)
        elif luck < 20:
            remark = f"{dice.choice(reasons)}：与去年推广的做法相同，可以一起用。"
            self.move("不通过", Status.REJECTED, None, moment, remark)
        else:
            last = self.at + 1 == len(self.gates)
            status = Status.ACCEPTED if last else Status.UNDER_WAY
            remark = dice.choice(words.REMARKS)
            self.move("通过", status, None if last else self.at + 1, moment, remark)

    def move(self, verb, status, at, moment, remark=""):
        """As Journey._move does it."""
        keeper = self.gate if self.status == Status.UNDER_WAY and verb != "撤回" else None
        self.status, self.at, self.arrived, self.moves = status, at, moment, self.moves + 1
        gate, ordinal = self.gate, moment.toordinal()
        self.due = due(ordinal, gate.working_days) if status == Status.UNDER_WAY else None
        self.concluded = moment if at is None else None
        user, actor = self.author.user, self.author.name
        if keeper:
            seat = max(0, bisect_right(keeper.stewards, (ordinal + 1,)) - 1)
            _, user, name = keeper.stewards[seat]
            actor = f"{keeper.keeper_name} {name}"
        details = {
            "remark": remark,
            "move": self.moves,
            "stage": keeper.name if keeper else "",
            "keeper": gate.keeper_name if gate else "",
        }
        self.traces.append((user, actor, verb, details, moment))
        self.sit(user if keeper else None, OUTCOMES.get(verb, ""), moment)

    def sit(self, answerer, outcome, moment):
        """Leave the desk where it lay, as it was answered there; lie on the next."""
        if self.seats and self.seats[-1][-3] is None:
            self.seats[-1] = (*self.seats[-1][:-3], moment, answerer, outcome)
        if self.status == Status.UNDER_WAY:
            gate, came = self.gate, (self.moves, Seat.Came.ROAD, moment, self.due)
            self.seats.append((gate.stage, gate.seat, gate.keeper, *came, None, None, ""))

    def alarm(self):
        """(the day on which it rings next, how often it has): what is late has, and will again."""
        on = self.due
        if self.status == Status.HANDED_BACK:
            on = due(self.arrived.toordinal(), settings.AUTHOR_WORKING_DAYS)
        is_late = on is not None and on <= self.now.date()
        return (self.now.date() + timedelta(days=2), 1) if is_late else (on, 0)

    @property
    def gate(self):
        return None if self.at is None else self.gates[self.at]


@dataclass(frozen=True)
class Secretary:
    """Writes down the proposals of some shops: lines for COPY, in the order of FIELDS."""

    roll: Roll
    now: datetime
    first: dict  # key of the first journey, proposal and participation
    calls: tuple
    about_kind: int
    path: str  # of a proposal's page, with {} for its key
    tables: dict

    def write(self, shops):
        """A Batch of the lines for some shops."""
        lines = {word: [] for word in FIELDS}
        for shop in shops:
            authors = list(self.authors(shop.crew))
            for n in range(shop.first, shop.first + shop.proposals):
                for word, *values in self.proposal(n, shop.places, authors):
                    lines[word].append(self.tables[word].line(*values))
        return Batch.of(**lines)

    def authors(self, crew):
        roll = self.roll
        for place in range(FOUNDERS, crew.accounts):
            n = crew.first + place
            began = hired(roll.seed, n, crew, place, roll.today)
            user = roll.first_user + crew.first_account + place
            yield Author(roll.first_person + n, user, name_of(roll.seed, n), began)

    def proposal(self, n, places, authors):
        """(word, *values) for each row of one proposal."""
        dice = Dice(self.roll.seed, "proposal", n)
        author = dice.choice(authors)
        begin = self.moment(dice, author.hired, places)
        place = places[bisect_right(places, begin.toordinal(), key=since) - 1]
        which = self.which(dice, begin.toordinal())
        call, gates = self.calls[which], place.roads[which]
        trip = Trip(gates, author, self.now)
        if not dice.chance(4):
            trip.go(dice, begin, call.reasons)
        able = [a for a in authors if a is not author and a.hired <= begin.toordinal()]
        team = [author, *([dice.choice(able)] if able and dice.chance(15) else [])]
        title, answers = idea(dice)
        yield self.journey(n, call, place, trip, team, title)
        key, journey = self.first["proposal"] + n, self.first["journey"] + n
        category, token = dice.choice(call.categories), UUID(int=dice.below(1 << 128))
        yield ("proposal", key, journey, title, category, place.enterprise, place.park, answers,
               words_of(title, answers), token)  # fmt: skip
        for position, person in enumerate(team, start=1):
            asked = trip.submitted if position > 1 else None
            agreed = begin if position == 1 else trip.submitted
            yield "authorship", key, person.person, position, asked, agreed
        yield from self.participations(n, call, place, trip, team)
        for seat in trip.seats:
            yield "seat", journey, *seat, []
        for trace in trip.traces:
            yield self.trace(journey, title, *trace)

    def trace(self, journey, title, *told):
        user, actor, verb, details, moment = told
        words = wording(
            actor=actor, verb=verb, about=f"programmes.journey:{journey}", title=title,
            details=details, happened_at=moment, by=user,
        )  # fmt: skip
        kept = user, actor, verb, self.about_kind, journey, title, details, moment
        return "trace", *kept, *salted(words)

    def moment(self, dice, hired_on, places):
        """When it was sent in: rather lately, and from where somebody could take it."""
        first = max(hired_on, self.calls[0].opens, taken_from(places))
        span = max(1, self.roll.today - first)
        ago = 1 + dice.below(min(span, dice.choice([30, 200, 1_100])))
        return at_work(dice, self.roll.today - ago)

    def which(self, dice, ordinal):
        """The number of a programme that was open."""
        opened = [n for n, call in enumerate(self.calls) if call.opens < ordinal]
        return dice.choice(opened) if opened else 0

    def journey(self, n, call, place, trip, team, title):
        gate = trip.gate
        agreed = team if trip.submitted else team[:1]
        return (
            "journey", self.first["journey"] + n, call.key, call.road, call.questionnaire,
            place.origin, place.park_union, title,
            self.path.format(self.first["proposal"] + n), trip.status,
            gate.stage if gate else None, gate.keeper if gate else None,
            trip.arrived, trip.due, trip.submitted, trip.concluded, trip.moves,
            team[0].user, [person.user for person in agreed], *trip.alarm(),
        )  # fmt: skip

    def participations(self, n, call, place, trip, team):
        if trip.submitted is None:
            return
        first, journey = self.first["participation"] + MOST_ACTS * n, self.first["journey"] + n
        begin = trip.submitted.date()
        counts = place.counts_from is not None and place.counts_from <= begin.toordinal()
        acts = [(begin, None)]
        if trip.status == Status.WITHDRAWN:
            acts.append((trip.arrived.date(), 0))
        for i, person in enumerate(team):
            for j, (day, counters) in enumerate(acts):
                cancels = None if counters is None else first + i
                yield ("participation", first + i + len(team) * j, person.person, call.key,
                       Participation.Kind.PROPOSAL, f"journey:{journey}", journey,
                       place.enterprise, place.park, place.origin, place.lineage, day, counts,
                       cancels)  # fmt: skip


def since(place):
    return place.since


def taken_from(places):
    """The ordinal from which on there is always a union that takes entries."""
    gap = max((i for i, place in enumerate(places) if place.origin is None), default=-1)
    return places[gap + 1].since


def tables(models):
    return {word: Table.of(models[word], *FIELDS[word]) for word in FIELDS}
