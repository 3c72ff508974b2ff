from jiangxin.people.identity import IdKind
from jiangxin.people.models.employment import Employment
from jiangxin.people.models.former_name import FormerName
from jiangxin.people.models.merger import Merger
from jiangxin.people.models.person import Person, surviving
from jiangxin.people.models.resemblance import Resemblance
from jiangxin.people.models.roster import Roster
from jiangxin.people.models.roster_row import RosterRow
from jiangxin.people.models.workforce import Workforce

__all__ = [
    "Employment",
    "FormerName",
    "IdKind",
    "Merger",
    "Person",
    "Resemblance",
    "Roster",
    "RosterRow",
    "Workforce",
    "surviving",
]
