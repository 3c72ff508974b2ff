"""What a keeper may decide at a gate, and what its author may do about that."""

from django.conf import settings
from django.db import transaction

from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.lib.workdays import add_working_days
from jiangxin.programmes.models.moving import Act
from jiangxin.programmes.models.route import Gate, Route
from jiangxin.programmes.models.seat import Seat
from jiangxin.programmes.models.stage import Outcome
from jiangxin.programmes.models.status import APPEALABLE, WITH_KEEPER, Status

Came = Seat.Came


class Deciding:
    """The verbs of Journey at a gate. `by` sits at one of its open seats, or is refused."""

    @transaction.atomic
    def pass_on(self, *, by, remark=""):
        """Let it through this gate: on to the next one, or to acceptance after the last.

        Where several must agree it stays until the last of them did. Returns whether it moved.
        """
        seat = self._answering(by, Outcome.PASS_ON)
        if self._is_joint(seat) and self.others_asked(seat):
            self._agree(seat, by, remark)
            return False
        gate = self._next_gate(by)
        status = Status.UNDER_WAY if gate else Status.ACCEPTED
        self._move(Act("通过", by, remark, seat, Outcome.PASS_ON), WITH_KEEPER, status, gate)
        return True

    def hand_back(self, *, by, remark):
        seat = self._answering(by, Outcome.HAND_BACK)
        if not remark:
            raise Refusal("退回要写明请对方补什么。")
        here = Gate(self.stage, [(seat.keeper, seat.union)])
        act = Act("退回修改", by, remark, seat, Outcome.HAND_BACK)
        self._move(act, WITH_KEEPER, Status.HANDED_BACK, here)

    def reject(self, *, by, reason, remark):
        if not reason or not remark:
            raise Refusal("不通过要选一个理由，再写一句话。")
        self._conclude(Outcome.REJECT, Status.REJECTED, by, f"{reason}：{remark}")

    def reserve(self, *, by, remark):
        """技术储备: good, but not now. Whoever sits at that desk may take it up again."""
        if not remark:
            raise Refusal("列为技术储备要写一句话：等什么条件。")
        self._conclude(Outcome.RESERVE, Status.RESERVED, by, remark)

    def note(self, *, by, remark):
        """一般性意见: it names a problem and no method, so it is no 建议 (实施细则, 第2条)."""
        if not remark:
            raise Refusal("转为一般性意见要写一句话：为什么，交给谁处理。")
        self._conclude(Outcome.NOTE, Status.NOTED, by, remark)

    def report_up(self, *, by, remark):
        """上报上级: the union above decides this gate instead."""
        seat = self._answering(by, Outcome.REPORT_UP)
        if not remark:
            raise Refusal("上报要写一句话：请上级定什么。")
        union = self._above(seat)
        if union is None:
            raise Refusal("上面没有可以接办的工会了，请在这一级定。")
        self._hand_over(seat, Outcome.REPORT_UP, union, Came.REPORTED, by=by, remark=remark)

    def refer(self, to, *, by, remark):
        """转办: the union that can act decides this gate instead. Nowhere twice."""
        seat = self._answering(by, Outcome.REFER)
        if not remark:
            raise Refusal("转办要写一句话：为什么由那里办。")
        if self.seats.filter(visit=seat.visit, union=to).exists():
            raise Refusal(f"这件在这一环节已经到过{to}，不能再转回去。")
        there = Seat(keeper=seat.keeper, union=to, barred=seat.barred)
        if not self._holders(there):
            raise Refusal(f"{to}现在没有可以办这件的{seat.keeper.get_role_display()}，请换一家。")
        self._hand_over(seat, Outcome.REFER, to, Came.REFERRED, by=by, remark=remark)

    def revive(self, *, by, remark):
        """Take it out of the reserve: it lies where it was put there."""
        seat = self.reserved_at()
        if seat is None or seat.office_of(by) is None:
            raise Refusal("只有当时列为技术储备的经办岗位可以重新启用。")
        if not remark:
            raise Refusal("重新启用要写一句话：条件怎么具备了。")
        here = Gate(seat.stage, [(seat.keeper, seat.union)])
        act = Act("重新启用", by, remark)
        self._move(act, {Status.RESERVED}, Status.UNDER_WAY, here, barred=seat.barred)

    def appeal(self, *, by, remark):
        """复议: once, in time, and to somebody who did not decide it."""
        if not remark:
            raise Refusal("申请复议要写一句话：哪里请再看一看。")
        self.must_be_appealable()
        seat = self._concluded_by(Outcome.REJECT, Outcome.NOTE)
        judges = self._judges(seat)
        route = Route(seat.union, None, self.barred)
        own, *above = route.unions
        union = route.seat_for(seat.keeper, [*above, own], judges)
        if union is None:
            raise Refusal("现在没有别的经办人可以复议。请联系市总工会。")
        there = Gate(seat.stage, [(seat.keeper, union)])
        how = {"came": Came.APPEALED, "barred": judges, "appealed_at": clock.now()}
        self._move(Act("申请复议", by, remark), APPEALABLE, Status.UNDER_WAY, there, **how)

    def must_be_appealable(self):
        if self.appealed_at:
            raise OutOfStep("这件已经复议过一次，复议的结论是最后的结论。")
        if self.status not in APPEALABLE:
            raise OutOfStep("只有不通过的和转为一般性意见的可以申请复议。")
        if clock.today() > self.appeal_by:
            raise Refusal(f"申请复议的期限到 {self.appeal_by:%Y-%m-%d} 为止，已经过了。")

    @property
    def appeal_by(self):
        """The last day on which its author may appeal; None while it is not concluded."""
        if self.concluded_at is None:
            return None
        on = self.concluded_at.astimezone(clock.CHINA).date()
        return add_working_days(on, settings.APPEAL_WORKING_DAYS)

    def is_appealable(self):
        if self.status not in APPEALABLE or self.appealed_at or clock.today() > self.appeal_by:
            return False
        return self._concluded_by(Outcome.REJECT, Outcome.NOTE) is not None

    def reserved_at(self):
        """The seat at which it was put into the reserve, while it is there; or None."""
        return self._concluded_by(Outcome.RESERVE) if self.status == Status.RESERVED else None

    def accepted_at(self):
        """The seat at which it was accepted, or None."""
        return self._concluded_by(Outcome.PASS_ON) if self.status == Status.ACCEPTED else None

    def others_asked(self, seat):
        """The other seats of this visit to the gate that must agree too, and have not."""
        if len(self.road.gate(self.stage_id).kept_by) == 1:
            return []
        visit = self.seats.filter(visit=seat.visit).exclude(keeper=seat.keeper)
        agreed = visit.filter(outcome=Outcome.PASS_ON).values("keeper")
        return list(visit.open().exclude(keeper__in=agreed).select_related("keeper", "union"))

    def _answering(self, by, outcome):
        """The seat at which `by` sits; refused where the stage does not offer the outcome."""
        seat = self.seat_of(by)
        if seat is None:
            raise OutOfStep(self._what_happened_first(outcome.label))
        if outcome not in seat.stage.outcomes:
            raise Refusal(f"“{seat.stage}”这一环节不能“{outcome.label}”。")
        return seat

    def _conclude(self, outcome, status, by, remark):
        seat = self._answering(by, outcome)
        self._move(Act(VERBS[outcome], by, remark, seat, outcome), WITH_KEEPER, status)

    def _hand_over(self, seat, outcome, union, came, *, by, remark):
        """Another union sits in for this seat; the other seats of the gate stay where they are."""
        gate = Gate(self.stage, [(seat.keeper, union)])
        how = {"came": came, "visit": seat.visit, "barred": seat.barred}
        how["instead_of"] = seat.keeper
        act = Act(VERBS[outcome], by, remark, seat, outcome)
        self._move(act, WITH_KEEPER, Status.UNDER_WAY, gate, **how)

    def _is_joint(self, seat):
        """Must several agree at this gate? Then it is locked: the last of them moves it on."""
        if len(self.road.gate(self.stage_id).kept_by) == 1:
            return False
        moves = self.moves
        self.hold().must_be_at(moves, Outcome.PASS_ON.label)
        return True

    def _agree(self, seat, by, remark):
        if self.seat_of(by) != seat:  # the colleague beside pressed while this one waited
            raise OutOfStep("这一席刚才已由同事答复，您的“通过”没有生效。")
        seat.answer(by, Outcome.PASS_ON)
        self.seats.open().filter(keeper=seat.keeper).update(left_at=clock.now())
        Act("同意", by, remark, seat).leave_trace(self)

    def _above(self, seat):
        """The nearest union above that was not asked for this keeper, where somebody sits."""
        same = self.seats.filter(visit=seat.visit, keeper=seat.keeper)
        had = set(same.values_list("union", flat=True))
        route = Route(seat.union, None, self.barred)
        new = [union for union in route.unions if union.pk not in had]
        return route.seat_for(seat.keeper, new, seat.barred)

    def _concluded_by(self, *outcomes):
        """The seat at which it was concluded so, or None."""
        answered = self.seats.answered().select_related("stage", "keeper", "union")
        last = answered.order_by("left_at", "id").last()
        return last if last and last.outcome in outcomes else None

    def _judges(self, seat):
        """Keys of all who answered at this stage: the appeal goes to none of them."""
        return set(
            self.seats.answered().filter(stage=seat.stage).values_list("answered_by", flat=True)
        )


VERBS = {
    Outcome.REJECT: "不通过",
    Outcome.RESERVE: "列为技术储备",
    Outcome.NOTE: "转为一般性意见",
    Outcome.REPORT_UP: "上报上级",
    Outcome.REFER: "转办",
}
