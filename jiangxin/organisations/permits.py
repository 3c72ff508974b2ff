from django.db.models import Q

from jiangxin.lib.permits import Permits
from jiangxin.organisations.models import Enterprise, Office, Organisation

APPOINTING = {Office.Role.CHAIR, Office.Role.STEWARD}


class PlacePermits(Permits):
    """What a user may do to an organisation or an enterprise."""

    def appoint(self):
        """The chair and the steward of its own union, or of one above it in the tree.

        Never those of a park alone: territory looks, it does not decide.
        """
        is_union = not isinstance(self.subject, Enterprise)
        union = self.subject if is_union else self.subject.own_union()
        return leads(self.user, union.lineage() if union else [])

    grant = appoint


class EnterprisePermits(PlacePermits):
    def file_headcount(self):
        """An office in the enterprise itself, or in the very union that covers it."""
        here, union = Q(enterprise=self.subject), self.subject.union()
        if union:
            here |= Q(organisation=union)
        return Office.objects.of(self.user).filter(here).exists()

    def move_park(self):
        """The union that covers it, the union of its park, or one above these."""
        park = self.subject.park()
        over = [self.subject.own_union(), park.union() if park else None]
        return leads(self.user, *(union.lineage() for union in over if union))

    leave_park = move_park
    rename = PlacePermits.appoint

    def change_union(self):
        """Decided above the union that covers it."""
        union = self.subject.union()
        return leads(self.user, union.lineage()[:-1] if union else [])

    leave_union = split = merge_into = close = change_union


class OrganisationPermits(PlacePermits):
    def move(self):
        """Decided above: no union changes its own name, place or end."""
        return leads(self.user, self.subject.lineage()[:-1])

    rename = close = move


class ParkPermits(Permits):
    def change_union(self):
        """Decided above the park's union."""
        union = self.subject.union()
        return leads(self.user, union.lineage()[:-1] if union else [])

    rename = merge_into = close = change_union


class ChangePermits(Permits):
    def undo(self):
        """Who made it, while leading a union that it is about; or who leads above all of those."""
        lineages = [union.lineage() for union in self._unions()]
        common = set.intersection(*map(set, lineages)) if lineages else set()
        own = self.subject.by_id == self.user.pk
        return leads(self.user, *lineages if own else [common])

    def _unions(self):
        for row in self.subject.subjects():
            if isinstance(row, Organisation):
                yield row
            elif union := getattr(row, "union", lambda: None)():
                yield union


def leads(user, *lineages):
    """Is the user chair or steward in one of these unions, or in the federation?"""
    keys = [key for lineage in lineages for key in lineage]
    above = Q(organisation__in=keys) | Q(organisation__depth=0)
    return Office.objects.of(user).filter(above, role__in=APPOINTING).exists()


class OfficePermits(Permits):
    def end(self):
        """Whoever may appoint there, and never for oneself."""
        own = self.subject.user_id == self.user.pk
        return not own and PlacePermits(self.user, self.subject.place).appoint()
