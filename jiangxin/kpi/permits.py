from jiangxin.lib.permits import Permits
from jiangxin.organisations.models import Organisation
from jiangxin.organisations.permits import seats_of


class IndicatorPermits(Permits):
    def change(self):
        """Chair or steward of the federation itself: what a figure means is said for all."""
        return office_of_the_federation(self.user) is not None


class PublicationPermits(Permits):
    """公开数据 speak for the federation; the subject is None."""

    publish = IndicatorPermits.change


class ClosingPermits(Permits):
    def close(self):
        """Chair or steward of the federation itself: a period is closed for all."""
        return office_of_the_federation(self.user) is not None


class TargetPermits(Permits):
    """On plan periods, and on the targets of all places."""

    def set(self):
        """Chair or steward of the federation itself: nobody sets the line for their own figures."""
        return office_of_the_federation(self.user) is not None

    draw_up = revise = withdraw = set


class DeclaringPermits(Permits):
    """About a place: what is declared there."""

    def declare(self):
        """Chair or steward of the very union that answers for the place; nobody above it."""
        thing = self.subject.thing
        union = thing if isinstance(thing, Organisation) else thing.union()
        return union is not None and is_seated(self.user, union)


class DeclarationPermits(Permits):
    def withdraw(self):
        """Chair or steward of the union that declared it."""
        return self.subject.withdrawn_at is None and is_seated(self.user, self.subject.organisation)


def office_of_the_federation(user):
    """The office by which the user decides for the whole city; or None."""
    return next((office for office in seats_of(user) if office.organisation.depth == 0), None)


def is_seated(user, union):
    return any(office.organisation_id == union.pk for office in seats_of(user))
