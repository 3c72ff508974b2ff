from jiangxin.lib import clock
from jiangxin.people.models import Merger, Person, Resemblance, Roster
from jiangxin.people.models.roster import Status
from tests.doors import Door


def furnish(cast, programme):
    """A roster of 精工公司 that waits for a decision, two who may be one, two who became one."""
    second, third = (Person.enrol("张师傅", enterprise=cast.jinggong) for _ in range(2))
    cast.resemblance = Resemblance.between(cast.zhang, second)
    cast.merger = Merger.make(cast.liu, third, by=cast.zhao, reason="同一人")
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
    "people:duplicates": Door(),
    "people:duplicate": Door(subject="resemblance", post=200, stranger_is="sun"),
    "people:apart": Door(subject="resemblance", get=405, post=302, stranger_is="sun"),
    "people:merger": Door(subject="merger", stranger_is="sun"),
    "people:separation": Door(subject="merger", get=405, post=302, stranger_is="sun"),
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
