from tests.doors import Door


def furnish(cast, programme):
    """The office of 赵专管员, which 郑红 of the park's union may end."""
    cast.zhaos_office = cast.jinggong_union.offices.get(user=cast.zhao)


DOORS = {
    "organisations:list": Door(post=200),
    "organisations:organisation": Door(subject="jinggong_union", post=200),
    "organisations:branches": Door(subject="jinggong_union", post=200),
    "organisations:parks": Door(post=200),
    "organisations:park": Door(subject="park", post=200, stranger_is="chen"),
    "organisations:enterprises": Door(post=200),
    "organisations:enterprise": Door(subject="jinggong", post=200, stranger_is="sun"),
    "organisations:headcount": Door(subject="jinggong", post=200, stranger_is="sun"),
    "organisations:office_end": Door(
        subject="zhaos_office", owner="zheng", post=200, stranger_is="sun"
    ),
}
