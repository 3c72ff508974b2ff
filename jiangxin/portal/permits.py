from jiangxin.lib.permits import Permits
from jiangxin.organisations.models import Office

OPERATING = [Office.Role.STEWARD, Office.Role.CHAIR]


class ExportPermits(Permits):
    """What a user may do with exports; the subject is None, or one of their own."""

    def ask(self):
        """Whoever holds an office: the lists are an officer's."""
        return Office.objects.of(self.user).exists()


class DeliveryPermits(Permits):
    """What a user may do about the messages that leave the house."""

    def look(self):
        """Steward or chair of the federation itself: who answers for the running of it."""
        held = Office.objects.of(self.user).filter(organisation__depth=0)
        return held.filter(role__in=OPERATING).exists()

    retry = look


class RobotPermits(Permits):
    def keep(self):
        """Groups of officers only: whoever holds an office in a union."""
        return Office.objects.of(self.user).exclude(organisation=None).exists()
