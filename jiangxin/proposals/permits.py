from functools import cached_property

from django.db.models import Q

from jiangxin.lib.permits import Permits
from jiangxin.organisations.models import Office
from jiangxin.organisations.permits import APPOINTING
from jiangxin.programmes.models import Outcome, Status
from jiangxin.proposals.models import Opening
from jiangxin.proposals.models.support import GIVING


class ProposalPermits(Permits):
    """What a user may do to a proposal that they may see."""

    @property
    def journey(self):
        return self.subject.journey

    def edit(self):
        """The authors who agreed may change it, while it lies with them."""
        return self.journey.is_with_author() and self._is_author

    submit = edit

    def withdraw(self):
        """Whoever wrote it may take it back, as long as nobody has concluded it."""
        is_mine = self.journey.started_by_id == self.user.pk
        return is_mine and not self.journey.is_concluded()

    def consent(self):
        return self.subject.invites(self.user)

    decline = consent

    def decide(self):
        """Whoever holds the keeper's own office; one above may look, an author never judges."""
        return self.seat is not None

    def pass_on(self):
        return self._offers(Outcome.PASS_ON)

    def hand_back(self):
        return self._offers(Outcome.HAND_BACK)

    def reject(self):
        return self._offers(Outcome.REJECT)

    def reserve(self):
        return self._offers(Outcome.RESERVE)

    def note(self):
        return self._offers(Outcome.NOTE)

    def report_up(self):
        return self._offers(Outcome.REPORT_UP)

    def refer(self):
        return self._offers(Outcome.REFER)

    def appeal(self):
        """An author who agreed, once and in time."""
        return self._is_author and self.journey.is_appealable()

    def join(self):
        """合并: whoever keeps it, and its authors, as long as it may be merged."""
        return self.journey.is_mergeable() and (self.seat is not None or self._is_author)

    def revive(self):
        """Whoever holds the office that put it into the reserve."""
        seat = self.journey.reserved_at()
        return seat is not None and seat.office_of(self.user) is not None

    @cached_property
    def seat(self):
        """The seat at which this user decides now."""
        return self.journey.seat_of(self.user)

    def _offers(self, outcome):
        return self.seat is not None and outcome in self.seat.stage.outcomes

    @cached_property
    def _is_author(self):
        return self.subject.is_by(self.user)


class EntryPermits(Permits):
    """What a user may do for the workers of an enterprise."""

    def enter(self):
        """代为录入: any office in it; chair or steward of its own union, or of the one that

        covers it. None of those above.
        """
        if self.subject.is_closed():
            return False
        union = self.subject.union()
        return any(
            office.enterprise_id == self.subject.pk
            or (office.organisation == union and office.role in APPOINTING)
            for office in Office.objects.held_by(self.user)
        )


class ResultPermits(ProposalPermits):
    """What a user may do once a proposal was accepted, in the enterprise that carries it out."""

    def plan(self):
        """Any office in the enterprise, or in the very union that covers it."""
        return self._is_accepted and not self._work and self._is_of_the_enterprise()

    def report(self):
        """The same, its authors, and whoever is in charge of the work."""
        return self._is_going_on and (self._is_of_the_enterprise() or self._does_it)

    def finish(self):
        return self._is_going_on and self._is_of_the_enterprise()

    drop = finish

    def expect(self):
        return self._is_accepted and (self._is_of_the_enterprise() or self._does_it)

    def confirm(self):
        """核定: finance of the enterprise itself, never an author (1986, 第九条)."""
        return self._is_accepted and not self._is_author and self._is_finance

    correct = confirm

    def grade(self):
        """Whoever decides for the adopting unit; never an author."""
        is_ours = self._is_of_the_enterprise()
        return self._is_accepted and not self._is_author and is_ours

    def share_out(self):
        """Any author who agreed, until it was graded."""
        graded = self.subject.gradings.filter(replaced_at=None).exists()
        return self._is_author and not graded

    def open(self):
        """公开推广: the enterprise; where an author objected, only that author."""
        objector = Opening.objector(self.subject)
        may = objector == self.user if objector else self._is_of_the_enterprise()
        return may and self._is_in_use and self.opening is None

    def close(self):
        """The enterprise again, and any author: that is an objection."""
        return self.opening is not None and (self._is_of_the_enterprise() or self._is_author)

    def ask(self):
        """创新项目扶持: the enterprise, or an author, while there is no result yet."""
        has_none = self._work is None or self._work.is_going_on()
        asks = self._is_author or self._is_of_the_enterprise()
        return self._is_accepted and has_none and asks

    def adopt(self):
        """Any officer of the federation; for which enterprise, the form asks."""
        return self._is_in_use and bool(Office.objects.held_by(self.user))

    @cached_property
    def opening(self):
        """The Opening that stands, or None."""
        return self.subject.openings.standing().select_related("by").first()

    @cached_property
    def _is_in_use(self):
        return self._is_accepted and self._work is not None and self._work.finished_at is not None

    @cached_property
    def _is_accepted(self):
        return self.journey.status == Status.ACCEPTED

    @cached_property
    def _work(self):
        return getattr(self.subject, "implementation", None)

    @property
    def _is_going_on(self):
        return self._work is not None and self._work.is_going_on()

    @cached_property
    def _does_it(self):
        return self._is_author or (self._work is not None and self._work.owner.is_of(self.user))

    @cached_property
    def _held(self):
        return offices_for(self.user, self.subject.enterprise)

    def _is_of_the_enterprise(self):
        return bool(self._held)

    @property
    def _is_finance(self):
        return is_finance(self._held)


class AdoptionPermits(Permits):
    """What a user may do about an adoption that they may see, as an officer of who adopted it."""

    def end(self):
        return self.subject.ended_at is None and bool(self._held)

    expect = end

    def confirm(self):
        """核定: finance of the adopting enterprise itself, never an author."""
        is_stranger = not self.subject.is_by(self.user)
        return self.subject.ended_at is None and is_finance(self._held) and is_stranger

    @cached_property
    def _held(self):
        return offices_for(self.user, self.subject.enterprise)


class SupportPermits(Permits):
    """What a user may do about a support that they may see."""

    def grant(self):
        """Chair or steward of the union that accepted the idea; no author, nor who asked."""
        return self.subject.is_asked() and self._gives and self.subject.by_id != self.user.pk

    refuse = grant

    def report(self):
        """Whoever may say what is expected of it: the enterprise, its authors, who does it."""
        is_ours = ResultPermits(self.user, self.subject.proposal).expect()
        return self.subject.is_running() and is_ours

    def close(self):
        return self.subject.is_running() and self._gives

    @cached_property
    def _gives(self):
        held = Office.objects.of(self.user).filter(organisation=self.subject.union)
        is_theirs = held.filter(role__in=GIVING).exists()
        return is_theirs and not self.subject.proposal.is_by(self.user)


class JoiningPermits(Permits):
    """What a user may do about a merging that they may see."""

    def agree(self):
        return self.subject.waits_for(self.user)

    def drop(self):
        """Each author of both, and who proposed it."""
        is_theirs = self.subject.by_id == self.user.pk or self.subject.is_for(self.user)
        return self.subject.is_open() and is_theirs

    def undo(self):
        """Whoever keeps the target, and each author who came with the source."""
        target = self.subject.target.journey
        if not self.subject.is_standing() or target.is_concluded():
            return False
        return target.seat_of(self.user) is not None or self.subject.source.is_by(self.user)


class LookalikePermits(Permits):
    """What an officer may do about one that looks copied, and that they lead."""

    def judge(self):
        """Never an author of either."""
        return not self.subject.is_by(self.user)


class PatentTablePermits(Permits):
    """What a user may do about the published patents; the subject is one table, or None."""

    def receive(self):
        """Steward or chair of the federation itself: what it brings counts for all calls."""
        held = Office.objects.held_by(self.user)
        return any(
            office.organisation and not office.organisation.depth and office.role in APPOINTING
            for office in held
        )

    map_columns = preview = confirm = abandon = hand_back = undo = receive


def may_join(user, one, other):
    """Whoever keeps both, and the authors of either, of two that this user may see."""
    both = [one, other]
    is_author = any(proposal.is_by(user) for proposal in both)
    return is_author or all(proposal.journey.seat_of(user) for proposal in both)


def offices_for(user, enterprise):
    """The offices by which this user acts for an enterprise: in it, or in its very union."""
    union = enterprise.union()
    here = Q(enterprise=enterprise)
    if union:
        here |= Q(organisation=union)
    return list(Office.objects.of(user).filter(here))


def is_finance(offices):
    """Is one of them that of finance, in an enterprise itself?"""
    in_it = [office for office in offices if office.enterprise_id]
    return any(office.role == Office.Role.FINANCE for office in in_it)
