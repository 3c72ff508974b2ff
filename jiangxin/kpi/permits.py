from jiangxin.lib.permits import Permits
from jiangxin.organisations.models import Office
from jiangxin.organisations.permits import APPOINTING


class IndicatorPermits(Permits):
    def change(self):
        """Chair or steward of the federation itself: what a figure means is said for all."""
        held = Office.objects.held_by(self.user)
        return any(o.organisation and o.organisation.depth == 0 and o.role in APPOINTING
                   for o in held)  # fmt: skip


class PublicationPermits(Permits):
    """公开数据 speak for the federation; the subject is None."""

    publish = IndicatorPermits.change
