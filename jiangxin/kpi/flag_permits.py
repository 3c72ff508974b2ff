from jiangxin.lib.permits import Permits
from jiangxin.organisations.models import Office


class FlagPermits(Permits):
    """What a user may do to a 疑点 that they may see."""

    def judge(self):
        """经审 of a union above the unit's; never of the unit itself, or who had a hand in it."""
        if self.user.pk in self.subject.barred or self._is_of_the_unit():
            return False
        union = self.subject.enterprise.union()
        above = union.lineage()[:-1] if union else []
        return any(
            office.role == Office.Role.AUDIT
            and office.organisation
            and (office.organisation.depth == 0 or office.organisation_id in above)
            for office in self._held
        )

    def explain(self):
        """说明: whoever holds an office in the unit, or in the very union that covers it."""
        return self._is_of_the_unit()

    def _is_of_the_unit(self):
        here = {self.subject.enterprise, self.subject.enterprise.union()}
        return any(office.place in here for office in self._held)

    @property
    def _held(self):
        return Office.objects.held_by(self.user)
