from jiangxin.lib.permits import Permits
from jiangxin.organisations.permits import seats_of


class IndicatorPermits(Permits):
    def change(self):
        """Chair or steward of the federation itself: what a figure means is said for all."""
        return leads_federation(self.user)


class TargetPermits(Permits):
    """On plan periods, and on the targets of all places."""

    def set(self):
        """Chair or steward of the federation itself: nobody sets the line for their own figures."""
        return leads_federation(self.user)

    draw_up = revise = withdraw = set


def leads_federation(user):
    return any(office.organisation.depth == 0 for office in seats_of(user))
