from jiangxin.documents.intake import Status
from jiangxin.lib import clock
from jiangxin.people.models import Merger, Person, Resemblance, Roster, RosterRow
from tests.doors import Door


def furnish(cast, programme):
    """Two rosters of 精工公司, merged and waiting; two who may be one, two who became one."""
    second, third = (Person.enrol("张师傅", enterprise=cast.jinggong) for _ in range(2))
    cast.resemblance = Resemblance.between(cast.zhang, second)
    cast.merger = Merger.make(cast.liu, third, by=cast.zhao, reason="同一人")
    cast.merged = roster(cast, Status.MERGED, merged_by=cast.zhao, merged_at=clock.now())
    RosterRow.objects.create(
        roster=cast.merged, number=2, cells="[]", name="张师傅", kind="unchanged"
    )
    cast.roster = roster(cast, Status.PREVIEWED)


def roster(cast, status, **values):
    return Roster.objects.create(
        enterprise=cast.jinggong,
        filename="花名册.xlsx",
        size=1,
        sha256="",
        status=status,
        received_by=cast.zhao,
        received_at=clock.now(),
        previewed_at=clock.now(),
        **values,
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
    "people:person_change": Door(subject="zhang", post=200, stranger_is="sun"),
    "people:correction": Door(subject="zhang", post=200, stranger_is="sun"),
    "people:hire": Door(subject="jinggong", post=200, stranger_is="sun"),
    "people:enterprise_change": Door(
        subject="jinggong", owner="zheng", post=200, stranger_is="sun"
    ),
    "people:appointment": Door(subject="jinggong_union", post=200, stranger_is="sun"),
    "people:enterprise_appointment": Door(subject="jinggong", post=200, stranger_is="sun"),
    "people:rosters": Door(subject="jinggong", post=200, stranger_is="sun"),
    "people:roster": Door(subject="roster", stranger_is="sun"),
    "people:roster_columns": Door(subject="roster", post=200, stranger_is="sun"),
    "people:roster_preview": Door(subject="roster", get=405, post=302, stranger_is="sun"),
    "people:roster_choices": Door(subject="roster", post=200, stranger_is="sun"),
    "people:roster_choice_for_all": Door(subject="roster", get=405, post=409, stranger_is="sun"),
    "people:roster_confirmation": Door(subject="roster", get=405, post=302, stranger_is="sun"),
    "people:roster_abandonment": Door(subject="roster", get=405, post=302, stranger_is="sun"),
    "people:roster_absent": Door(subject="merged", post=200, stranger_is="sun"),
    "people:roster_undo": Door(subject="merged", post=302, stranger_is="sun"),
    "people:roster_refused": Door(subject="roster", stranger_is="sun"),
}
