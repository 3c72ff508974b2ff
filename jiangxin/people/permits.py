from django.db.models import Q
from django.utils.functional import cached_property

from jiangxin.lib import clock
from jiangxin.lib.permits import Permits
from jiangxin.organisations.models import Office, Reach
from jiangxin.people.models import Person

MERGING = [Office.Role.STEWARD, Office.Role.CHAIR, Office.Role.PERSONNEL]
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


class MergerPermits(Permits):
    """What a user may do with two records that may be one person (a Resemblance, or a Merger)."""

    def merge(self):
        """An office that keeps people, reaches both, and is not about oneself."""
        one, other = self.subject.pair
        if any(person.is_of(self.user) for person in (one, other)):
            return False
        offices = Office.objects.of(self.user).filter(role__in=MERGING)
        return Person.objects.within(Reach(offices, clock.today())).holds(one, other)

    undo = merge


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
