from jiangxin.lib.permits import Permits
from jiangxin.organisations.models import Office


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
