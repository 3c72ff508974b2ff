from django.utils.functional import cached_property

from jiangxin.lib import clock
from jiangxin.lib.permits import Permits
from jiangxin.organisations.models import Office, Reach
from jiangxin.organisations.permits import KEEPING_PEOPLE, leads
from jiangxin.people.models import Person

MERGING = [Office.Role.STEWARD, Office.Role.CHAIR, Office.Role.PERSONNEL]


class PersonPermits(Permits):
    def disclose(self):
        """Only an office in the very union that covers the person's enterprise today.

        Not those above it, and not the park's unless it is the union that covers them.
        """
        union = self._job.enterprise.union() if self._job else None
        held = Office.objects.held_by(self.user)
        return union is not None and any(office.organisation == union for office in held)

    def leave(self):
        """Whoever may hire where the person works today."""
        return self._job is not None and self._keeps

    transfer = leave

    def take_up(self):
        """Somebody who works nowhere: the federation, for nobody else sees them."""
        return self._job is None and self._keeps

    def correct(self):
        """Whoever may see to their leaving, or to their return."""
        return self._keeps

    @cached_property
    def _job(self):
        return self.subject.employment()

    @cached_property
    def _keeps(self):
        if self._job is None:
            return leads(self.user)
        return WorkforcePermits(self.user, self._job.enterprise).hire()


class MergerPermits(Permits):
    """What a user may do with two records that may be one person (a Resemblance, or a Merger)."""

    def merge(self):
        """An office that keeps people, reaches both, and is not about oneself."""
        one, other = self.subject.pair
        if any(person.is_of(self.user) for person in (one, other)):
            return False
        offices = [o for o in Office.objects.held_by(self.user) if o.role in MERGING]
        return Person.objects.within(Reach(offices, clock.today())).holds(one, other)

    undo = merge


class RosterPermits(Permits):
    """What a user may do with the rosters of an enterprise. Whoever leads it may look."""

    def receive(self):
        """Steward or personnel in the very union that covers the enterprise, or in itself."""
        return self._keeps

    map_columns = preview = choose = confirm = undo = abandon = hand_back = receive

    @cached_property
    def _keeps(self):
        here, held = {self.subject, self.subject.union()}, Office.objects.held_by(self.user)
        return any(office.place in here and office.role in KEEPING_PEOPLE for office in held)


class WorkforcePermits(RosterPermits):
    """What a user may do with those who work in an enterprise."""

    def hire(self):
        """Whoever keeps its rosters; the chair and the steward of that union or of one above."""
        return not self.subject.is_closed() and (self._keeps or self._leads)

    let_go = hire

    @cached_property
    def _leads(self):
        union = self.subject.union()
        return leads(self.user, union.lineage() if union else [])
