from jiangxin.organisations.models.affiliation import Affiliation
from jiangxin.organisations.models.change import Change, ChangeSubject
from jiangxin.organisations.models.enterprise import Enterprise
from jiangxin.organisations.models.former_name import FormerName
from jiangxin.organisations.models.headcount import Headcount
from jiangxin.organisations.models.headcount_part import HeadcountPart
from jiangxin.organisations.models.office import Office
from jiangxin.organisations.models.organisation import Organisation
from jiangxin.organisations.models.park import Park
from jiangxin.organisations.models.park_alias import ParkAlias
from jiangxin.organisations.models.placement import Placement
from jiangxin.organisations.models.reach import Reach, is_top, reach
from jiangxin.organisations.models.succession import Succession
from jiangxin.organisations.models.tenancy import Tenancy

__all__ = [
    "Affiliation",
    "Change",
    "ChangeSubject",
    "Enterprise",
    "FormerName",
    "Headcount",
    "HeadcountPart",
    "Office",
    "Organisation",
    "Park",
    "ParkAlias",
    "Placement",
    "Reach",
    "Succession",
    "Tenancy",
    "is_top",
    "reach",
]
