from django.db.models import Q

from jiangxin.lib.permits import Permits
from jiangxin.organisations.models import Enterprise, Office

APPOINTING = {Office.Role.CHAIR, Office.Role.STEWARD}


class PlacePermits(Permits):
    """What a user may do to an organisation or an enterprise."""

    def appoint(self):
        """The chair and the steward of its own union, or of one above it in the tree.

        Never those of a park alone: territory looks, it does not decide.
        """
        is_union = not isinstance(self.subject, Enterprise)
        union = self.subject if is_union else self.subject.own_union()
        above = Q(organisation__in=union.lineage() if union else []) | Q(organisation__depth=0)
        return Office.objects.of(self.user).filter(above, role__in=APPOINTING).exists()

    grant = appoint


class EnterprisePermits(PlacePermits):
    def file_headcount(self):
        """An office in the enterprise itself, or in the very union that covers it."""
        here, union = Q(enterprise=self.subject), self.subject.union()
        if union:
            here |= Q(organisation=union)
        return Office.objects.of(self.user).filter(here).exists()


class OfficePermits(Permits):
    def end(self):
        """Whoever may appoint there, and never for oneself."""
        own = self.subject.user_id == self.user.pk
        return not own and PlacePermits(self.user, self.subject.place).appoint()
