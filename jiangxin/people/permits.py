from django.db.models import Q
from django.utils.functional import cached_property

from jiangxin.lib.permits import Permits
from jiangxin.organisations.models import Office

KEEPING_ROSTERS = [Office.Role.STEWARD, Office.Role.PERSONNEL]


class PersonPermits(Permits):
    def disclose(self):
        """Only an office in the very union that covers the person's enterprise today.

        Not those above it, and not the park's unless it is the union that covers them.
        """
        job = self.subject.employment()
        union = job.enterprise.union() if job else None
        return (
            union is not None and Office.objects.of(self.user).filter(organisation=union).exists()
        )


class RosterPermits(Permits):
    """What a user may do with the rosters of an enterprise. Whoever leads it may look."""

    def receive(self):
        """Steward or personnel in the very union that covers the enterprise, or in itself."""
        return self._keeps

    map_columns = preview = confirm = abandon = hand_back = receive

    @cached_property
    def _keeps(self):
        here, union = Q(enterprise=self.subject), self.subject.union()
        if union:
            here |= Q(organisation=union)
        return Office.objects.of(self.user).filter(here, role__in=KEEPING_ROSTERS).exists()
