from jiangxin.lib.permits import Permits
from jiangxin.organisations.models import Office, Organisation
from jiangxin.organisations.permits import APPOINTING, leads
from jiangxin.registers.models import Register


class RegisterPermits(Permits):
    """What a user may do with a table read in on behalf of a union. `subject` is that union."""

    def __init__(self, user, subject, kind):
        super().__init__(user, subject)
        self.kind = kind

    def receive(self):
        """Chair or steward in it or above; numbers of workers also by its other offices."""
        if leads(self.user, self.subject.lineage()):
            return True
        files = self.kind == Register.Kind.HEADCOUNTS
        return files and Office.objects.of(self.user).filter(organisation=self.subject).exists()

    map_columns = preview = choose = confirm = abandon = hand_back = undo = receive


def unions_of(user):
    """Those on whose behalf the user may read something in: where they hold an office."""
    here = Office.objects.of(user).exclude(organisation=None)
    return Organisation.objects.filter(pk__in=here.values("organisation"), closed_on=None)


def kinds_for(user):
    """The kinds that this user may read in for one of their unions at least."""
    here = Office.objects.of(user).exclude(organisation=None)
    if here.filter(role__in=APPOINTING).exists():
        return list(Register.Kind)
    return [Register.Kind.HEADCOUNTS] if here.exists() else []
