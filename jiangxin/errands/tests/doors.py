from jiangxin.errands.models import Errand
from tests.doors import Door


def furnish(cast, programme):
    """赵专管员 waits for something."""
    cast.errand = Errand.start("导入职工名册", by=cast.zhao)


DOORS = {
    "errands:errand": Door(subject="errand", owner="zhao"),
}
