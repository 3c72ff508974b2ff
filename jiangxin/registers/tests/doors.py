from jiangxin.documents.intake import Status
from jiangxin.lib import clock
from jiangxin.registers.models import Register
from tests.doors import Door


def furnish(cast, programme):
    """Two tables of the park's union: one waits for a decision, one for its columns."""

    def table(**told):
        return Register.objects.create(
            kind=Register.Kind.ENTERPRISES,
            under=cast.park_union,
            filename="企业.xlsx",
            size=1,
            sha256="",
            received_by=cast.zheng,
            received_at=clock.now(),
            **told,
        )

    cast.register = table(status=Status.PREVIEWED, previewed_at=clock.now())
    cast.sent_table = table(status=Status.COLUMNS, header_row=1, titles=["甲", "乙"])


def door(**how):
    return Door(subject="register", owner="zheng", **how)


DOORS = {
    "registers:list": Door(owner="zheng", post=200),
    "registers:template": Door(kwargs={"kind": "enterprises"}, owner="zheng"),
    "registers:register": door(),
    "registers:register_columns": Door(subject="sent_table", owner="zheng", post=200),
    "registers:register_choices": door(post=200),
    "registers:register_preview": door(get=405, post=302),
    "registers:register_confirmation": door(get=405, post=302),
    "registers:register_abandonment": door(get=405, post=302),
    "registers:register_undo": door(get=302, post=409),
    "registers:register_refused": door(),
}
