"""The workforce of an enterprise: 名册 beside 自报, two sources that are never mixed.

Counted is who is on the register today; filed is what the enterprise declared for a day.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, F, FloatField, Func, Value
from django.db.models.functions import Left

from jiangxin.organisations.models import HeadcountPart
from jiangxin.organisations.models.headcount_part import bands_of
from jiangxin.people.models import Employment

Kind = HeadcountPart.Facet
UNSAID, OTHERWISE = "没有写明", "其他写法"
HOME, ELSEWHERE, ABROAD = "本市", "外省市", "港澳台及国外"
ABROAD_ORIGINS = ("香港", "澳门", "台湾", "港澳台", "国外", "境外")


@dataclass(frozen=True)
class Band:
    """How many are of one band: by the register, by the filing; None where that says nothing."""

    word: str
    counted: int | None
    filed: int | None


@dataclass(frozen=True)
class Facet:
    label: str
    bands: list

    @property
    def is_filed(self):
        return any(band.filed is not None for band in self.bands)


class Workforce:
    """counted: workers on the register today; frontline: those of them who are said to be so.

    filed: the last Headcount, or None. facets: a Facet for each kind, in the order of the setting.
    """

    def __init__(self, enterprise, filed, today):
        by_kind, self.frontline, self.counted = counted_at(enterprise, today)
        self.filed = filed
        structure = filed.structure() if filed else {}
        self.facets = [
            Facet(kind.label, list(self._bands(kind, by_kind[kind], structure.get(kind.value))))
            for kind in Kind
        ]

    def _bands(self, kind, counted, filed):
        """Today's bands, what was filed in other words, and last those of whom it is not known."""
        words = list(dict.fromkeys([*bands_of(kind), *(filed or {})]))
        rest = sum(n for word, n in counted.items() if word not in words and word != UNSAID)
        for word in words:
            yield Band(word, self._of_register(counted[word]), (filed or {}).get(word))
        if rest:
            yield Band(OTHERWISE, rest, None)
        left = self.filed.workers - sum(filed.values()) if filed else None
        if counted[UNSAID] or left:
            yield Band(UNSAID, self._of_register(counted[UNSAID]), left)

    def _of_register(self, number):
        return number if self.counted else None


def counted_at(enterprise, today):
    """({kind: Counter of bands}, frontline, all) of who works there today. One query."""
    age = Func(
        Value(today),
        F("person__birth_on"),
        template="DATE_PART('year', AGE(%(expressions)s))",
        output_field=FloatField(),
    )
    working = Employment.objects.on(today).filter(enterprise=enterprise, person__merged_into=None)
    facts = ["age", "skill_level", "person__education", "origin", "is_frontline"]
    rows = (
        working.annotate(age=age, origin=Left("person__origin", 6))
        .values_list(*facts)
        .annotate(Count("pk"))
    )
    found, frontline, everybody = defaultdict(Counter), 0, 0
    for years, skill, education, origin, is_frontline, number in rows:
        found[Kind.AGE][band_of_age(years)] += number
        found[Kind.SKILL][band_of_word(Kind.SKILL, skill)] += number
        found[Kind.EDUCATION][band_of_word(Kind.EDUCATION, education)] += number
        found[Kind.ORIGIN][band_of_origin(origin)] += number
        frontline += number if is_frontline else 0
        everybody += number
    return found, frontline, everybody


def band_of_age(years):
    """The band whose numbers these years lie between; “及以上” and “及以下” leave one end open."""
    if years is None:
        return UNSAID
    for band in bands_of(Kind.AGE):
        ends = [int(number) for number in re.findall(r"\d+", band)]
        low, high = (ends[0], ends[-1]) if ends else (1, 0)
        low, high = (0 if "以下" in band else low), (200 if "以上" in band else high)
        if low <= years <= high:
            return band
    return OTHERWISE


def band_of_word(kind, word):
    """The band that names this word of the register, else the word itself."""
    holding = (band for band in bands_of(kind) if word in band.split("、"))
    return next(holding, word) if word else UNSAID


def band_of_origin(text):
    """户籍来源 of a 户籍地, by how it begins."""
    if not text:
        return UNSAID
    if text.startswith(settings.HOME_ORIGINS):
        return HOME
    return ABROAD if text.startswith(ABROAD_ORIGINS) else ELSEWHERE
