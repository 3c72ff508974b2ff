from jiangxin.api.tests.aids import program
from jiangxin.kpi.tests.aids import count_all
from tests.doors import Door


def furnish(cast, programme):
    """A program of the park's union, and one of another enterprise's."""
    count_all()
    cast.key, cast.program = program(cast.zheng)
    _, cast.other_program = program(cast.sun)


PROGRAMS = {"owner": "program", "stranger_is": "other_program", "former": 401, "anonymous": "key"}
FOR_ALL = {"owner": "zheng", "stranger": 200, "former": 200, "anonymous": "open"}
PARKS = {"kind": "parks"}
DOORS = {
    "api:keys": Door(post=422),
    "api:revocation": Door(subject="key", owner="zheng", get=405, post=302),
    "api:documentation": Door(**FOR_ALL),
    "api:v1:api-root": Door(**FOR_ALL),  # ninja's own name of the same address
    "api:v1:openapi-json": Door(**FOR_ALL),
    "api:v1:indicators": Door(**PROGRAMS),
    "api:v1:places": Door(**PROGRAMS, kwargs=PARKS),
    "api:v1:figures": Door(**PROGRAMS, kwargs=PARKS, subject="park"),
}
