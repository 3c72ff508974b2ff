from jiangxin.lib.permits import Permits
from jiangxin.organisations.permits import leads, seats_of


class KeyPermits(Permits):
    """What a user may do with keys; the subject is one of them, or None."""

    def issue(self):
        """Chair or steward of a union: for the place of that office."""
        return bool(seats_of(self.user))

    def revoke(self):
        """Chair or steward of the union it was issued in, or of one above."""
        return not self.subject.revoked_at and leads(
            self.user, self.subject.office.organisation.lineage()
        )
