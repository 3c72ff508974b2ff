from jiangxin.lib import clock
from jiangxin.people.models import Roster
from jiangxin.people.models.roster import Status
from tests.doors import Door


def furnish(cast, programme):
    """A roster of 精工公司 that waits for a decision."""
    cast.roster = Roster.objects.create(
        enterprise=cast.jinggong,
        filename="花名册.xlsx",
        size=1,
        sha256="",
        status=Status.PREVIEWED,
        received_by=cast.zhao,
        received_at=clock.now(),
        previewed_at=clock.now(),
    )


DOORS = {
    "people:list": Door(),
    "people:person": Door(subject="zhang", stranger_is="sun"),
    "people:disclosure": Door(subject="zhang", post=200, stranger_is="sun"),
    "people:appointment": Door(subject="jinggong_union", post=200, stranger_is="sun"),
    "people:enterprise_appointment": Door(subject="jinggong", post=200, stranger_is="sun"),
    "people:rosters": Door(subject="jinggong", post=200, stranger_is="sun"),
    "people:roster": Door(subject="roster", stranger_is="sun"),
    "people:roster_columns": Door(subject="roster", post=200, stranger_is="sun"),
    "people:roster_preview": Door(subject="roster", get=405, post=302, stranger_is="sun"),
    "people:roster_confirmation": Door(subject="roster", get=405, post=302, stranger_is="sun"),
    "people:roster_abandonment": Door(subject="roster", get=405, post=302, stranger_is="sun"),
    "people:roster_refused": Door(subject="roster", stranger_is="sun"),
}
