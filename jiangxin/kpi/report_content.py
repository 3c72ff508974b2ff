"""What stands in a report: counted once, kept, and drawn from there as paper and as workbook."""

from dataclasses import replace

from django.conf import settings
from django.template.loader import render_to_string

from jiangxin.audit.models import Head
from jiangxin.kpi.course import planned
from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.models.indicator import Definition
from jiangxin.kpi.months import Trend
from jiangxin.kpi.place import Place
from jiangxin.kpi.reckoning import Reading
from jiangxin.kpi.report_words import NOTHING, change, sentences
from jiangxin.kpi.rhythm import word, year_before
from jiangxin.lib import clock
from jiangxin.organisations.models import Enterprise, Organisation
from jiangxin.ui.words import full_day

DECLARED = "自报参与人数（单列）"
MOST = 300  # lower places in one table
DEMONSTRATION = "演示环境：单位、人名和数字均为虚构"
OF_UNIONS = ("people", "worker_rate", "enterprise_rate", "entries")
OF_ENTERPRISES = ("people", "acts", "worker_rate", "entries")


class Content:
    """Of a report: JSON, all of it text but the numbers that a workbook needs.

    `told(done, total)` hears how far it is.
    """

    def __init__(self, report, told):
        self.report, self.told = report, told
        self.place, self.period = report.place, report.period
        self.before = year_before(self.period)
        self.reading = Reading(self.place, self.period)
        self.figures = figures_of(self.place, self.period, reading=self.reading)
        self.earlier = figures_of(self.place, self.before)
        self.courses = planned(self.place, self.period, self.figures)
        self.groups = lower_places(self.place, self.period.ends_on)

    def whole(self):
        """All of it."""
        return {
            "title": f"{self.place.name}职工岗位创新{word(self.period)}",
            "period": str(self.period),
            "days": f"{full_day(self.period.first)}至{full_day(self.period.ends_on)}",
            "before": str(self.before),
            "number": self.report.number,
            "notice": DEMONSTRATION if settings.DEMONSTRATION else "",
            "made": full_day(clock.today()),
            "as_of": self.as_of(),
            "scope": "名单内园区的非公企业（计划口径）" if self.place.in_plan else "全部参与",
            "figures": [self.row(one) for one in self.figures.values()],
            "aims": [course_row(one) for one in self.courses.values()],
            "sentences": [*sentences(self), *self.left_out()],
            **self.trend(),
            "lower": self.lower(),
            "definitions": [version_row(one) for one in self.versions()],
            "head": Head.objects.latest_words() or "封存记录还没有开始",
        }

    def as_of(self):
        """Until when acts are counted, or that it is out of a closing."""
        if any(one.closing for one in self.figures.values()):
            return "已封账"
        at = next(iter(self.figures.values())).as_of
        return f"{clock.local(at):%Y-%m-%d %H:%M}" if at else "还没有统计过"

    def row(self, one):
        before = self.earlier.get(one.code)
        return {
            "code": one.code,
            "name": one.indicator.name,
            "kind": one.indicator.kind,
            "unit": one.indicator.get_unit_display(),
            "words": one.words,
            **cell(one.value, one),
            "numerator": one.numerator,
            "denominator": one.denominator,
            "sentence": one.definition.sentence,
            "notes": "；".join(filter(None, (one.reason, *one.notes))),
            "parts": parts(one),
            "declared": one.declared,
            "declared_words": NOTHING if one.declared is None else f"{one.declared:,}",
            "closed": "（已封账）" if one.closing else "",
            "before": before.digits if before else NOTHING,
            "change": change(one, before),
        }

    def trend(self):
        """The picture of the last months, and its table."""
        people, course = self.figures["people"], self.courses.get("people")
        shown = Trend.of(self.reading, people, course)
        known = {"trend": shown.drawn, "label": shown.label}
        return {
            "chart": render_to_string("kpi/trend.svg", known),
            "chart_unit": shown.drawn.unit,
            "months": [
                {"month": f"{one.month:%Y-%m}", **cell(one.whole.value, one.whole)}
                for one in shown.months
            ],
        }

    def lower(self):
        """Tables of the places below, with the figures of each."""
        total, done, tables = sum(len(places[:MOST]) for _, _, places in self.groups), 0, []
        for title, codes, places in self.groups:
            rows = []
            for place in places[:MOST]:
                found = figures_of(place, self.period, set(codes))
                rows.append(lower_row(place, found, codes))
                done += 1
                self.told(done, total)
            heads = [heading(self.figures[code].indicator) for code in codes]
            heads.insert(1, DECLARED)
            tables.append({"title": title, "heads": heads, "rows": rows})
        return tables

    def left_out(self):
        """What the tables of lower places do not hold is said."""
        for title, _, places in self.groups:
            if len(places) > MOST:
                yield f"“{title}”一表只列按名称排在前面的 {MOST} 个，其余的请看平台上的清单。"

    def versions(self):
        """All definitions of the figures that stand here."""
        known = Definition.versions()
        return [one for code in self.figures for one in known[code]]


def lower_places(place, day):
    """[(title, codes, places)]: unions below and parks; where no unions are below, enterprises."""
    if isinstance(place.thing, Enterprise):
        return []
    groups, unions = [], []
    if isinstance(place.thing, Organisation):
        below = Organisation.objects.branches_of(place.thing, day)
        unions = below.exclude(tier=Organisation.Tier.ENTERPRISE)
        groups = [("下级工会", OF_UNIONS, unions), ("园区", OF_UNIONS, place.parks(day))]
    if not unions:
        groups.append(("企业", OF_ENTERPRISES, place.enterprises(day)))
    shown = [
        (title, codes, [Place(one, place.in_plan) for one in first_of(rows)])
        for title, codes, rows in groups
    ]
    return [group for group in shown if group[2]]


def first_of(places):
    """By name, and one more than a table holds."""
    return places.order_by("name", "id")[: MOST + 1]


def parts(figure):
    """What a rate is made of: 31 ÷ 50."""
    if figure.numerator is None or figure.denominator is None:
        return ""
    return f"{figure.numerator:,} ÷ {figure.denominator:,}"


def lower_row(place, found, codes):
    """A lower place: its name, then its figures; what was only declared in a column of its own."""
    people = found["people"]
    closed = "（已封账）" if people.closing else ""
    cells = [cell(found[code].value, found[code]) for code in codes]
    cells.insert(1, cell(people.declared, people, NOTHING if people.declared is None else None))
    return {"name": f"{place}{closed}", "cells": cells}


def cell(value, figure, digits=None):
    """A number as it is written, and for a workbook. It may be another one than the figure's."""
    known = replace(figure, value=value)
    return {
        "digits": digits or known.digits,
        "value": None if value is None else str(value),
        "measure": figure.indicator.unit,
    }


def heading(indicator):
    return f"{indicator.name}（{indicator.get_unit_display()}）"


def course_row(course):
    return {
        "name": course.figure.indicator.name,
        "target": course.target.digits,
        "should": course.due_digits,
        "digits": course.figure.digits,
        "unit": course.figure.indicator.get_unit_display(),
        "words": course.words,
        "plan": str(course.target.plan),
        "source": course.target.source,
    }


def version_row(one):
    return {
        "code": one.indicator.code,
        "name": one.indicator.name,
        "kind": one.indicator.kind,
        "since": f"{one.since:%Y-%m}" if one.by_id else "平台启用时",
        "sentence": one.sentence,
        "numerator": one.numerator or NOTHING,
        "denominator": one.denominator or NOTHING,
        "kinds": "、".join(one.shown_kinds),
        "source": one.source,
    }
