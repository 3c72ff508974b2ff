from jiangxin.people.models.employment import Employment
from jiangxin.people.models.person import Person

__all__ = ["Employment", "Person"]
