from django.db import transaction

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.notifications.models import Kind, Notification
from jiangxin.people.models import Person

WHOLE = 100  # per cent


class Shares:
    """份额 of the authors: per cent, 100 in all, in force once each author has agreed to them."""

    def __init__(self, proposal):
        self.proposal = proposal
        agreed = proposal.authorships.exclude(consented_at=None)
        self.rows = list(agreed.select_related("person__user").order_by("position"))

    @transaction.atomic
    def propose(self, shares, *, by):
        """{key of authorship: per cent}: asked of every author anew; who proposes has agreed."""
        self.proposal.journey.hold()
        self.__init__(self.proposal)
        if shares.keys() != {row.pk for row in self.rows}:
            raise OutOfStep("作者刚刚有变化，请刷新后再分。")
        if sum(shares.values()) != WHOLE or min(shares.values()) < 1:
            raise Refusal(f"份额要每人至少 1，合计正好 {WHOLE}，现在合计 {sum(shares.values())}。")
        now = clock.now()
        for row in self.rows:
            row.share = shares[row.pk]
            row.share_agreed_at = now if row.person.is_of(by) else None
            row.save(update_fields=["share", "share_agreed_at"])
        leave_trace("分份额", self.proposal, by=by, shares=[row.share for row in self.rows])
        self._ask(by)

    @transaction.atomic
    def agree(self, seen, *, by):
        """This author agrees to the shares as they were shown: `seen` is their print."""
        self.proposal.journey.hold()
        self.__init__(self.proposal)
        mine = [row for row in self.rows if row.person.is_of(by)]
        if not mine or seen != self.print:
            raise OutOfStep("份额刚刚改过，请看过再同意。")
        for row in mine:
            row.share_agreed_at = row.share_agreed_at or clock.now()
            row.save(update_fields=["share_agreed_at"])
        leave_trace("同意份额", self.proposal, by=by)

    @property
    def print(self):
        return "-".join(f"{row.pk}.{row.share}" for row in self.rows)

    def are_proposed(self):
        return bool(self.rows) and all(row.share for row in self.rows)

    def are_in_force(self):
        """One author alone has the whole of it."""
        return len(self.rows) == 1 or all(row.share and row.share_agreed_at for row in self.rows)

    def waits_for(self, user):
        open_ones = [row for row in self.rows if row.share and not row.share_agreed_at]
        return any(row.person.is_of(user) for row in open_ones)

    def per_author(self):
        """{authorship: per cent} in force, else nothing."""
        if not self.are_in_force():
            return {}
        return {row: row.share or WHOLE for row in self.rows}

    def _ask(self, by):
        asked = [row.person_id for row in self.rows if not row.share_agreed_at]
        people = Person.objects.survivors(asked).exclude(user=None).select_related("user")
        for person in people.order_by("pk"):
            Notification.tell(
                person.user,
                f"{by.name}分了“{self.proposal}”的份额，请您看看同不同意",
                kind=Kind.INVITATION,
                path=self.proposal.get_absolute_url(),
            )
