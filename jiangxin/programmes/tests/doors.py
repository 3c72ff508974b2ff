from jiangxin.programmes.ready_made import suggestion_box
from tests.doors import Door


def furnish(cast, programme):
    """A call that 精工公司工会 makes for its own workers."""
    cast.own_call = suggestion_box(cast.jinggong_union, by=cast.zhao)


DOORS = {
    "programmes:list": Door(),
    "programmes:programme": Door(subject="own_call"),
}
