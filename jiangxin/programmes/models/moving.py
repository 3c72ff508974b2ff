"""How an entry goes from gate to gate, and at whose desks it lies."""

from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.db import transaction

from jiangxin.audit.models import Trace, leave_trace
from jiangxin.lib import clock
from jiangxin.lib.looking import once
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.lib.workdays import add_working_days
from jiangxin.programmes.models.route import Gate, Route
from jiangxin.programmes.models.seat import Seat
from jiangxin.programmes.models.status import CONCLUDED, Status

OF_SEATS = ("came", "visit", "barred", "again", "instead_of")


class Act(NamedTuple):
    """What somebody does to an entry. `seat` and `outcome`: of a keeper who answers it there.

    `told()` gives more details of the trace, asked once the entry has moved.
    """

    verb: str
    by: object
    remark: str = ""
    seat: Seat | None = None
    outcome: str = ""
    told: Callable[[], dict] | None = None

    def leave_trace(self, journey, **details):
        seat = self.seat
        actor = f"{seat.union} {self.by.name}" if seat else self.by.name
        details |= {"remark": self.remark, "stage": str(seat.stage) if seat else ""}
        details |= self.told() if self.told else {}
        return leave_trace(self.verb, journey, by=self.by, actor=actor, **details)


class Moving:
    """The part of Journey that knows its road. A status changes in `_move` and nowhere else."""

    def hold(self):
        """The same row, locked and fresh: what is done to it waits until this act is over."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())
        return self

    def must_be_at(self, moves, act):
        """Refuse an act that was chosen on a page which shows an older version of the road."""
        if moves is not None and moves != self.moves:
            raise OutOfStep(self._what_happened_first(act))

    def desks(self):
        """Where it lies now: [(Seat, [users who hold that office and may answer])]."""
        if not self.is_under_way():
            return []
        return [(s, self._holders(s)) for s in self._all_seats() if s.left_at is None]

    def keepers(self):
        """The people who may answer it today."""
        found = [user for _, users in self.desks() for user in users]
        return list(dict.fromkeys(found))

    def seat_of(self, user):
        """The open seat at which this user may answer, or None. One above may not."""
        if not self.is_under_way() or user.pk in self.barred:
            return None
        mine = self.seats.open().of(user).select_related("keeper", "union", "stage")
        return mine.order_by("id").first()

    def is_kept_by(self, user):
        return self.seat_of(user) is not None

    def trail(self):
        """What happened to it, from the first act to the last."""
        return Trace.objects.about(self).order_by("id")

    def route(self, by=None):
        """Who may keep gates for this entry, as of today; `by` is about to answer it here."""
        return Route(self.origin, self.park_union, self.barred, self._closed(by))

    def ahead(self, route=None):
        """A Gate for each stage that it will still come to, as things stand today."""
        here = self.road.gate(self.stage_id) if self.stage_id else None
        asked = {seat.keeper.seat_at(seat.union) for seat in self._last_seats()} if here else ()
        return (route or self.route()).ahead(self.road.after(here), asked)

    def _next_gate(self, by=None):
        return next(self.ahead(self.route(by)), None)

    def _gate_again(self):
        """The gate that handed it back, as (Gate, terms of its seats).

        The next that is kept, when nobody keeps that any more. Where it was handed over or
        appealed, the very desk that handed it back.
        """
        how = {"came": Seat.Came.RETURNED}
        last = self.seats.answered().select_related("keeper", "union").order_by("left_at").last()
        if last and last.came != Seat.Came.ROAD and self._holders(last):
            gate = Gate(self.stage, [(last.keeper, last.union)])
            return gate, {**how, "barred": last.barred}
        return manned(self.route().gate(self.road.gate(self.stage_id)) or self._next_gate()), how

    def _last_seats(self):
        """The seats of the last visit to a gate, open or left."""
        last = max((seat.visit for seat in self._all_seats()), default=None)
        return [seat for seat in self._all_seats() if seat.visit == last]

    def _all_seats(self):
        return seats_of(self.pk)

    def _holders(self, seat):
        held = seat.holders().exclude(user__in=[*self.barred, *seat.barred])
        return [office.user for office in held.select_related("user").order_by("id")]

    def _closed(self, by=None):
        """{position of a stage: keys of the users to whom it is closed, as they acted before}."""
        closing = {gate.position: set(gate.closed_to) for gate in self.road.gates if gate.closed_to}
        if not closing or self.pk is None:
            return {}
        acted = list(self.seats.answered().values_list("stage__position", "answered_by"))
        if by:
            acted.append((self.road.gate(self.stage_id).position, by.pk))
        return {
            position: {user for at, user in acted if at in earlier}
            for position, earlier in closing.items()
        }

    @transaction.atomic(savepoint=False)
    def _move(self, act, origins, status, gate=None, **more):
        """The only place where a status changes: from one of `origins`, by this Act.

        `more` may give `came`, `visit` and `barred` of the new seats, `instead_of` which keeper
        they come (the others of the gate stay), or keys of old ones that open `again`; and fields
        of the journey. Returns the trace.
        """
        new = {name: more.pop(name) for name in OF_SEATS if name in more}
        step = self._step(status, gate) | more
        # A conditional update: of two keepers who press the button at once, one is told so.
        here = type(self).objects.filter(pk=self.pk, status__in=origins, moves=self.moves)
        if not here.update(**step):
            raise OutOfStep(self._what_happened_first(act.verb))
        for field, value in step.items():
            setattr(self, field, value)
        if act.seat:
            act.seat.answer(act.by, act.outcome)
        self._leave(new.pop("instead_of", None))
        if status == Status.UNDER_WAY:
            self._lay_on(gate, **new)
        return act.leave_trace(self, move=self.moves, keeper=str(self.keeper or ""))

    def _leave(self, keeper):
        """It lies on no desk of this keeper any more, or on none at all."""
        seats = self.seats.open()
        (seats.filter(keeper=keeper) if keeper else seats).update(left_at=clock.Now())
        if keeper:
            seats.update(due_on=self.due_on)  # of the others: the days of the gate begin anew

    def _lay_on(self, gate, *, came=Seat.Came.ROAD, visit=None, barred=(), again=()):
        """Put it on the desks of this gate."""
        if again:
            there = {"arrived_at": self.arrived_at, "due_on": self.due_on}
            self.seats.filter(pk__in=again).update(left_at=None, **there)
            return
        barred = sorted({*barred, *self._closed().get(gate.stage.position, ())})
        terms = {"journey": self, "stage": gate.stage, "arrived_at": self.arrived_at}
        terms["due_on"] = self.due_on
        terms |= {"visit": visit or self.moves, "came": came, "barred": barred}
        Seat.objects.bulk_create(
            [Seat(keeper=keeper, union=union, **terms) for keeper, union in gate.seats]
        )

    def _step(self, status, gate):
        now = clock.now()
        today = now.astimezone(clock.CHINA).date()
        stage, keeper = (gate.stage, gate.union) if gate else (None, None)
        step = {"status": status, "stage": stage, "keeper": keeper, "arrived_at": now}
        step |= {"due_on": None, "moves": self.moves + 1, "alarms": 0, "alarm_on": None}
        if status == Status.UNDER_WAY:
            step["due_on"] = add_working_days(today, stage.working_days)
            step["alarm_on"] = first_alarm(today, step["due_on"])
            step["submitted_at"] = self.submitted_at or now
            step["concluded_at"] = None
        elif status == Status.HANDED_BACK:
            step["alarm_on"] = add_working_days(today, settings.AUTHOR_WORKING_DAYS)
        elif status in CONCLUDED:
            step["concluded_at"] = now
        return step

    def _what_happened_first(self, verb):
        last = self.trail().filter(details__has_key="move").last()
        if last is None:
            return f"“{self}”还没有提交，不能{verb}。"
        at = last.happened_at.astimezone(clock.CHINA)
        return f"这件 {at:%H:%M} 已由 {last.actor} {last.verb}，您的“{verb}”没有生效。"


@once
def seats_of(journey):
    """All seats that it ever lay at, in their order. One query; once for a page."""
    rows = Seat.objects.filter(journey=journey).select_related("keeper", "union")
    return list(rows.order_by("id"))


def first_alarm(today, due_on):
    """When its keepers are reminded: some working days before it is due, never on the first."""
    before = add_working_days(due_on, -settings.REMIND_WORKING_DAYS)
    return before if before > today else add_working_days(due_on, 1)


def manned(gate):
    """This Gate; refused where there is none."""
    if gate is None:
        raise Refusal("现在没有工会能受理：您所在的工会和上级都没有经办人。请联系市总工会。")
    return gate
