from jiangxin.lib.permits import Permits
from jiangxin.organisations.models import Office, Organisation
from jiangxin.programmes.models.programme import CALLING


class ProgrammePermits(Permits):
    """What a user may do to a programme that they may see."""

    def edit(self):
        """The chair or the steward of the very union that calls; one above may look."""
        return unions_calling(self.user).filter(pk=self.subject.organiser_id).exists()

    publish = end = copy = edit


def unions_calling(user):
    """The unions in whose name this user may call: where they are chair or steward today."""
    held = Office.objects.of(user).filter(role__in=CALLING).exclude(organisation=None)
    return Organisation.objects.filter(pk__in=held.values("organisation"))
