from dataclasses import dataclass

from jiangxin.lib import clock
from jiangxin.lib.refusal import Refusal
from jiangxin.organisations.models import Enterprise, Organisation, Park


@dataclass(frozen=True)
class Workplace:
    """工作单位: where a person works today, the union that takes care of them, and their park."""

    enterprise: Enterprise
    union: Organisation
    park: Park | None
    park_union: Organisation | None

    @classmethod
    def of(cls, person, programme=None):
        """Refused when the person works nowhere today, when no union takes care of them there,

        or when the programme is neither for their union nor for their park or its union.
        """
        day = clock.today()
        job = person.employment(day) if person else None
        if job is None:
            raise Refusal("您现在不在任何企业的名册上。请联系本单位工会，把您加进名册再提。")
        park, union = job.enterprise.park(day), job.enterprise.union(day)
        if union is None:
            raise Refusal(
                f"“{job.enterprise}”还没有工会覆盖，暂时没有人受理。请联系园区工会或市总工会。"
            )
        place = cls(job.enterprise, union, park, park.union(day) if park else None)
        if programme and not programme.reaches(*place.unions, park=park):
            raise Refusal(f"“{programme}”不面向您所在的单位。请在“活动”里选能参加的。")
        return place

    @property
    def unions(self):
        return [union for union in (self.union, self.park_union) if union]
