from jiangxin.people.models.employment import Employment
from jiangxin.people.models.person import Person
from jiangxin.people.models.roster import Roster
from jiangxin.people.models.roster_row import RosterRow

__all__ = ["Employment", "Person", "Roster", "RosterRow"]
