from django.db.models import Q
from django.utils.functional import cached_property

from jiangxin.lib import clock
from jiangxin.lib.permits import Permits
from jiangxin.organisations.models import Change, Enterprise, Office, Organisation, Park, Reach

APPOINTING = {Office.Role.CHAIR, Office.Role.STEWARD}
KEEPING_PEOPLE = {Office.Role.STEWARD, Office.Role.PERSONNEL}


class PlacePermits(Permits):
    """What a user may do to an organisation or an enterprise."""

    def appoint(self):
        """The chair and the steward of its own union, or of one above it in the tree.

        Never those of a park alone: territory looks, it does not decide.
        """
        return self._leads(self._union_itself)

    grant = appoint

    @property
    def _union_itself(self):
        is_union = not isinstance(self.subject, Enterprise)
        return self.subject if is_union else self.subject.own_union()

    def _leads(self, *unions):
        return self._leads_among(*(union.lineage() for union in unions if union))

    def _leads_among(self, *lineages):
        keys = {key for lineage in lineages for key in lineage}
        return any(key in keys or depth == 0 for key, depth in self._seats)

    @cached_property
    def _seats(self):
        """(key, depth) of the unions in which the user decides: asked once for all verbs."""
        return [(o.organisation_id, o.organisation.depth) for o in seats_of(self.user)]


class EnterprisePermits(PlacePermits):
    def file_headcount(self):
        """An office in the enterprise itself, or in the very union that covers it."""
        here = {self.subject, self.where.union}
        return any(office.place in here for office in Office.objects.held_by(self.user))

    def move_park(self):
        """The union that covers it, the union of its park, or one above these."""
        return self._leads(self.where.own_union, self.where.park_union)

    leave_park = move_park
    rename = PlacePermits.appoint

    def change_union(self):
        """Decided above the union that covers it."""
        union = self.where.union
        return self._leads_among(union.lineage()[:-1] if union else [])

    leave_union = split = merge_into = close = change_union

    @property
    def _union_itself(self):
        return self.where.own_union

    @cached_property
    def where(self):
        """Today's whereabouts, asked once for all verbs."""
        return self.subject.whereabouts()


class HeadcountPermits(Permits):
    def confirm(self):
        """Chair or steward of the union that covers it, or of the one directly above that.

        Never who filed it.
        """
        return bool(confirmable_by(self.user, self.subject.enterprise.union(), [self.subject]))


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
        """Who made it, while leading or keeping people there; or who leads above all of it."""
        if self.subject.is_in_bulk():
            return False  # taken back with its whole table, where that was read in
        subjects = self.subject.subjects()
        lineages = [union.lineage() for union in self._unions(subjects)]
        common = set.intersection(*map(set, lineages)) if lineages else set()
        if self.subject.by_id != self.user.pk:
            return leads(self.user, common)
        return leads(self.user, *lineages) or self._keeps_people(subjects)

    def _keeps_people(self, subjects):
        """An office that keeps the people of an enterprise that it is about."""
        firms = [row for row in subjects if isinstance(row, Enterprise)]
        here, held = {*firms, *(firm.union() for firm in firms)}, Office.objects.held_by(self.user)
        return any(office.place in here and office.role in KEEPING_PEOPLE for office in held)

    def _unions(self, subjects):
        for row in subjects:
            if isinstance(row, Organisation):
                yield row
            elif union := getattr(row, "union", lambda: None)():
                yield union


def decides_below(user):
    """The reach of the offices that decide: the user's as chair or steward, not as finance."""
    deciding = [office for office in Office.objects.held_by(user) if office.role in APPOINTING]
    return Reach(deciding, clock.today())


def confirmable_by(user, union, headcounts):
    """The keys of those headcounts, under this union, that the user may confirm."""
    others = {one.pk for one in headcounts if one.filed_by_id != user.pk}
    near = union.lineage()[-2:] if union and others else []
    return others if any(seat.organisation_id in near for seat in seats_of(user)) else set()


def seats_of(user):
    """The offices in unions in which the user decides today: as chair or steward."""
    held = Office.objects.held_by(user)
    return [office for office in held if office.role in APPOINTING and office.organisation]


def leads(user, *lineages):
    """Is the user chair or steward in one of these unions, or in the federation?"""
    keys = {key for lineage in lineages for key in lineage}
    seats = seats_of(user)
    return any(o.organisation_id in keys or o.organisation.depth == 0 for o in seats)


class OfficePermits(Permits):
    def end(self):
        """Whoever may appoint there, and never for oneself."""
        own = self.subject.user_id == self.user.pk
        return not own and PlacePermits(self.user, self.subject.place).appoint()


def changes_known_to(user):
    """Those about what the user leads; and those that they made, while they hold an office.

    A park's tenant sees the park, but not which of the others comes and goes.
    """
    seen = (model.objects.led_by(user).order_by() for model in (Enterprise, Organisation, Park))
    known = Q(pk__in=Change.objects.about_any(*seen).values("pk"))
    own = Q(by=user) if Office.objects.of(user).exists() else Q(pk__in=[])
    return Change.objects.filter(known | own)


def changes_known_about(user, thing):
    """Those about a thing that the user sees: all, unless it is a park that they do not lead."""
    about, reach = Change.objects.about(thing), Office.objects.reach_of(user)
    if not isinstance(thing, Park) or reach.is_everywhere() or reach.includes(thing.union()):
        return about
    return about.filter(pk__in=changes_known_to(user).values("pk"))
