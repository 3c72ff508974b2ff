from tests.cast import LONG_AGO
from tests.doors import Door


def furnish(cast, programme):
    """The office of 赵专管员, which 郑红 of the park's union may end; a new name; a headcount."""
    structure = {"age": {"30岁及以下": 8, "31至40岁": 12}, "skill": {"高级工": 9}}
    cast.headcount = cast.jinggong.file_headcount(
        by=cast.zhao, as_of=LONG_AGO, workers=30, members=28, structure=structure
    )
    cast.change_of_yuncang = cast.yuncang.rename("云仓物流", by=cast.zheng)
    cast.zhaos_office = cast.jinggong_union.offices.get(user=cast.zhao)


DOORS = {
    "organisations:list": Door(),
    "organisations:organisation": Door(subject="jinggong_union"),
    "organisations:branches": Door(subject="jinggong_union"),
    "organisations:parks": Door(),
    "organisations:park": Door(subject="park", stranger_is="chen"),
    "organisations:enterprises": Door(),
    "organisations:enterprise": Door(subject="jinggong", stranger_is="sun"),
    "organisations:headcount": Door(subject="jinggong", post=200, stranger_is="sun"),
    "organisations:headcount_confirmation": Door(
        subject="headcount", owner="zheng", post=200, stranger_is="sun"
    ),
    "organisations:enterprise_change": Door(
        subject="jinggong", owner="zheng", post=200, stranger_is="sun"
    ),
    "organisations:organisation_change": Door(
        subject="jinggong_union", owner="zheng", post=200, stranger_is="sun"
    ),
    "organisations:park_change": Door(subject="park", owner="li", post=200, stranger_is="chen"),
    "organisations:change": Door(
        subject="change_of_yuncang", owner="zheng", post=302, stranger_is="sun"
    ),
    "organisations:office_end": Door(
        subject="zhaos_office", owner="zheng", post=200, stranger_is="sun"
    ),
}
