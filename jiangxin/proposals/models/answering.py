"""What a keeper answers to a proposal, and who hears of it."""

from django.db import transaction

from jiangxin.organisations.models import Office
from jiangxin.programmes.models import Participation, Status
from jiangxin.proposals.models import notices

Kind = Participation.Kind


class Answering:
    """The part of Proposal that is decided at a gate: each verb is one of Journey's, told."""

    @transaction.atomic
    def pass_on(self, *, by, remark=""):
        if not self.journey.pass_on(by=by, remark=remark):
            return  # others must agree too: nothing is decided yet
        if self.journey.status == Status.ACCEPTED:
            notices.tell_authors(self, f"您的建议“{self}”已通过", remark)
        else:
            self._went_on(f"您的建议“{self}”通过一关，现在在{self.journey.keeper}", remark)

    @transaction.atomic
    def hand_back(self, *, by, remark):
        self.journey.hand_back(by=by, remark=remark)
        notices.tell_authors(self, f"您的建议“{self}”请补充后再交", remark)

    @transaction.atomic
    def reject(self, *, by, reason, remark):
        self.journey.reject(by=by, reason=reason, remark=remark)
        notices.tell_authors(self, f"您的建议“{self}”不通过", f"{reason}：{remark}")

    @transaction.atomic
    def reserve(self, *, by, remark):
        """技术储备: it stays an accepted idea that waits; it counts as a 建议 all the same."""
        self.journey.reserve(by=by, remark=remark)
        notices.tell_authors(self, f"您的建议“{self}”列为技术储备", remark)

    @transaction.atomic
    def note(self, *, by, remark):
        """一般性意见: a note to the enterprise; it counts as taking part, not as a 建议."""
        self.journey.note(by=by, remark=remark)
        Participation.change_kind(self.journey, Kind.OPINION)
        notices.tell_authors(self, f"您的“{self}”作为一般性意见转给{self.enterprise}", remark)
        for user in self._who_hears_opinions():
            notices.tell_opinion(self, user, remark)

    @transaction.atomic
    def report_up(self, *, by, remark):
        self.journey.report_up(by=by, remark=remark)
        self._went_on(f"您的建议“{self}”已上报{self.journey.keeper}", remark)

    @transaction.atomic
    def refer(self, *, by, to, remark):
        self.journey.refer(to, by=by, remark=remark)
        self._went_on(f"您的建议“{self}”已转{to}办理", remark)

    @transaction.atomic
    def revive(self, *, by, remark):
        """Out of the reserve: it is decided anew where it was put there."""
        self.journey.revive(by=by, remark=remark)
        self._went_on(f"您的建议“{self}”从技术储备里重新启用", remark)

    @transaction.atomic
    def appeal(self, *, by, remark):
        """复议: once, to a keeper who did not decide it. It is a 建议 again until that is said."""
        self.journey.appeal(by=by, remark=remark)
        Participation.change_kind(self.journey, Kind.PROPOSAL)
        notices.tell_keepers(self)

    def _went_on(self, title, remark):
        notices.tell_authors(self, title, remark)
        notices.tell_keepers(self)

    def _who_hears_opinions(self):
        """Chair and steward of the enterprise's own union, and whoever holds an office in it."""
        heard = list(
            Office.objects.today().filter(enterprise=self.enterprise).select_related("user")
        )
        if union := self.enterprise.own_union():
            leading = [Office.Role.CHAIR, Office.Role.STEWARD]
            held = Office.objects.today().filter(organisation=union, role__in=leading)
            heard += held.select_related("user")
        return list(dict.fromkeys(office.user for office in heard))
