from functools import cached_property

from jiangxin.lib.permits import Permits


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

    pass_on = hand_back = reject = decide

    @cached_property
    def seat(self):
        """The office by which this user decides now."""
        return self.journey.seat_of(self.user)

    @cached_property
    def _is_author(self):
        return self.subject.is_by(self.user)
