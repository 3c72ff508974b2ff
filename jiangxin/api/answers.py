"""The shape of each answer, and what may be asked. The descriptions stand in the documentation."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from ninja import Field, Schema
from pydantic import field_validator

from jiangxin.kpi.period import Period
from jiangxin.kpi.reckoning import RECKONED

Kind = Literal["unions", "parks", "enterprises"]


class DefinitionAnswer(Schema):
    id: int = Field(description="口径的编号")
    since: date = Field(description="从哪个月起用（当月第一天）")
    sentence: str = Field(description="怎么算")
    numerator: str = Field(description="分子，不是比率的为空")
    denominator: str = Field(description="分母，不是比率的为空")
    kinds: list[str] = Field(description="哪些参与算")
    rule: dict = Field(description="规则里的数")
    source: str = Field(description="依据")


class IndicatorAnswer(Schema):
    code: str = Field(description="代码")
    name: str = Field(description="名称")
    nature: str = Field(description="数的性质：实名、预计、核定，或者空")
    unit: str = Field(description="单位，和 digits 一起写")
    unit_code: str = Field(description="value 的单位；fen 是分，其余和 unit 相同")
    definitions: list[DefinitionAnswer] = Field(description="各个时期的口径，旧的在前")

    @classmethod
    def of(cls, versions):
        one = versions[0].indicator
        own = {"nature": one.kind, "unit": one.get_unit_display(), "unit_code": one.unit}
        return cls(code=one.code, name=one.name, definitions=versions, **own)


class PlaceAnswer(Schema):
    kind: Kind = Field(description="unions 工会、parks 园区、enterprises 企业")
    id: int = Field(description="编号，写在地址里")
    name: str = Field(description="名称")
    closed_on: date | None = Field(description="从哪天起关闭，没有关闭的为空")

    @classmethod
    def of(cls, kind, thing):
        return cls(kind=kind, id=thing.pk, name=thing.name, closed_on=thing.closed_on)


class PlacesAnswer(Schema):
    places: list[PlaceAnswer]
    next: int | None = Field(description="下一页的 after；没有下一页的为空")


class FigureAnswer(Schema):
    code: str = Field(description="指标的代码")
    name: str = Field(description="指标的名称")
    nature: str = Field(description="数的性质：实名、预计、核定，或者空")
    digits: str = Field(description="和页面、导出一字不差的写法；算不出的是“无法计算”")
    unit: str = Field(description="digits 的单位")
    value: int | float | None = Field(description="同一个数；算不出的为空")
    unit_code: str = Field(description="value 的单位；金额是 fen（分）")
    numerator: int | None = Field(description="分子")
    denominator: int | None = Field(description="分母")
    reason: str = Field(description="为什么算不出")
    notes: list[str] = Field(description="读这个数要知道的")
    declared: int | None = Field(description="自报的数，另列，不加进去；没有自报的为空")
    closed: bool = Field(description="这个时期是否已封账：封账以后不再变")
    as_of: datetime | None = Field(description="参与算到什么时候；还没有统计过的为空")
    definition: DefinitionAnswer = Field(description="用的口径")

    @classmethod
    def of(cls, figure):
        return cls(
            code=figure.code,
            name=figure.indicator.name,
            nature=figure.indicator.kind,
            digits=figure.digits,
            unit=figure.unit,
            value=plain(figure.value),
            unit_code=figure.indicator.unit,
            numerator=figure.numerator,
            denominator=figure.denominator,
            reason=figure.reason,
            notes=figure.notes,
            declared=figure.declared,
            closed=figure.closing is not None,
            as_of=figure.as_of,
            definition=figure.definition,
        )


class FiguresAnswer(Schema):
    place: PlaceAnswer
    scope: str = Field(description="all 全部参与，plan 计划口径")
    period: str = Field(description="时期，写法和参数相同")
    period_name: str = Field(description="时期的说法")
    first_day: date
    last_day: date
    figures: list[FigureAnswer]


class Asked(Schema):
    period: str = Field(
        "", max_length=20,
        description="2026、2026u（统计年度）、2026-03..2026-06；不写是今年",
    )  # fmt: skip
    scope: Literal["all", "plan"] = Field("all", description="plan 只算计划名单内园区的非公企业")
    code: list[str] = Field([], description="要哪几个指标，可以写几次；不写是全部")

    @field_validator("period")
    @classmethod
    def readable(cls, text):
        if text and Period.read(text) is None:
            raise ValueError("时期请写成 2026、2026u 或 2026-03..2026-06。")
        return text

    @field_validator("code")
    @classmethod
    def known(cls, codes):
        for code in codes:
            if code not in RECKONED:
                raise ValueError("没有这个代码的指标，请看 /api/v1/indicators。")
        return codes


class MistakeAnswer(Schema):
    where: str = Field(description="哪一个参数")
    what: str = Field(description="哪里不对")


class ProblemAnswer(Schema):
    title: str = Field(description="怎么了")
    status: int
    detail: str = Field(description="现在怎么办")
    errors: list[MistakeAnswer] = Field([], description="422：哪些参数不对")


def plain(value):
    """A rate has one decimal: as a float it is written back as it was."""
    return float(value) if isinstance(value, Decimal) else value
