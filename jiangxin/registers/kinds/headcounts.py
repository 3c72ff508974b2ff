"""职工数与构成: how many work in an enterprise on a day, and how its workforce is made up."""

from functools import lru_cache

from django.conf import settings

from jiangxin.lib import clock
from jiangxin.organisations.models import Headcount, HeadcountPart
from jiangxin.organisations.models.headcount_part import too_many
from jiangxin.registers import cells
from jiangxin.registers.employers import OUTSIDE
from jiangxin.registers.kinds.base import Told
from jiangxin.registers.kinds.tenancies import OF_ENTERPRISE, OfEnterprises
from jiangxin.registers.line import dated

NUMBERS = {"workers": "在册职工", "frontline": "一线职工", "members": "工会会员"}


def bands():
    """{field: (facet, band)} of the structure, as the federation divides it today."""
    return {
        f"{facet}:{band}": (facet, band)
        for facet, named in settings.WORKFORCE_BANDS.items()
        for band in named
    }


def told_of_band(facet, band):
    label = HeadcountPart.Facet(facet).label
    words = [f"{label}{band}", band, *(word for word in band.split("、") if word != band)]
    return Told(f"{label} {band}", tuple(words), cells.number(band), "")


@lru_cache(4)
def fields_of(named):
    """The columns, with one for each band of the structure."""
    return {
        **OF_ENTERPRISE,
        "as_of": Told("截至", ("截至日期", "统计日期", "日期", "填报日期"),
                      cells.day("截至日期"), "2026-06-30", "哪一天的人数；不写就是今天"),
        "workers": Told("在册职工", ("在册职工数", "职工数", "职工人数", "职工总数", "员工数")
                        + ("员工人数", "从业人数"), cells.number("在册职工"), "128"),
        "frontline": Told("一线职工", ("一线职工数", "一线人数", "一线职工人数"),
                          cells.number("一线职工"), "90"),
        "members": Told("工会会员", ("会员数", "会员人数", "工会会员数", "会员"),
                        cells.number("工会会员"), "120"),
        **{name: told_of_band(*pair) for name, pair in named},
    }  # fmt: skip


class Headcounts(OfEnterprises):
    word = "职工数与构成"
    unit = "家"
    needed = (("name", "code"), ("workers",))
    lacking = "要指明企业（名称或信用代码）和在册职工在哪一列。"

    @property
    def fields(self):
        return fields_of(tuple(bands().items()))

    def check(self, line):
        super().check(line)
        workers = line.values.get("workers")
        if "workers" in line.values and workers is None and not line.problems:
            line.refuse("在册职工", "没有在册职工数", "补人数")
        if workers is None:
            return
        for name in ("frontline", "members"):
            if (line.values.get(name) or 0) > workers:
                sentence = f"{NUMBERS[name]} {line[name]:,} 人，多于在册职工 {workers:,} 人"
                line.refuse(NUMBERS[name], sentence, "核对人数")
        for facet, parts in structure(line).items():
            if sum(parts.values()) > workers:
                label = HeadcountPart.Facet(facet).label
                sentence = too_many(label, sum(parts.values()), workers)
                line.refuse(label, sentence.rstrip("。"), "核对人数")

    def same(self, line):
        return line.subject.pk, line["as_of"]

    def match(self, lines, desk):
        found = self.find(lines, desk)
        filed = filed_before([enterprise for _, enterprise in found])
        for line, enterprise in found:
            as_of = line.day("as_of") or desk.today
            union = desk.places.union(enterprise)
            here = union is not None and union.pk == desk.under.pk
            if as_of > desk.today:
                line.refuse("截至", "截至的日子还没有到", "填今天或以前的日子")
            elif not (here or (desk.leads_here and desk.has(union))):
                line.refuse("企业名称", *OUTSIDE)
            else:
                self._compare(line, enterprise, as_of, filed.get((enterprise.pk, as_of)), desk)

    def _compare(self, line, enterprise, as_of, before, desk):
        numbers = {name: line.values.get(name) for name in NUMBERS}
        parts = {pair: n for pair, n in pairs(structure(line)) if n}
        line.days.append(as_of)
        if before is None:
            line.new = True
            told = {"filed_by": desk.by, "filed_at": clock.now(), **numbers}
            new = line.begin(Headcount(enterprise=enterprise, as_of=as_of, **told))
            line.begins += drafted(new, parts)
            line.says.append(f"{dated(as_of)}，{in_words(numbers, parts)}")
            return
        known = {(part.facet, part.band): part.workers for part in before.parts.all()}
        line.seen.append([before.pk, str(before.filed_at), str(before.confirmed_at)])
        was = {name: getattr(before, name) for name in NUMBERS}
        if was == numbers and {pair: n for pair, n in known.items() if n} == parts:
            return
        self._replace(line, before, (was, known), (numbers, parts), desk)

    def _replace(self, line, before, was, now, desk):
        """Of one day only one number is true: somebody says which."""
        old, new = in_words(*was), in_words(*now)
        ask = f"{dated(before.as_of)}已填过：{old}；表里是：{new}。"
        options = [["replace", "换成表里的数", "以后填的为准"], ["leave", "这一行不导入", ""]]
        if line.ask("refiled", ask, options).get("take") != "replace":
            return
        line.drops += list(before.parts.all())
        fields = {**now[0], "filed_by_id": desk.by.pk, "filed_at": clock.now()}
        fields |= {"confirmed_by_id": None, "confirmed_at": None}
        line.writes.append((before, fields))
        line.begins += drafted(before, now[1])
        line.changes.append(["职工数", old, new])


def structure(line):
    """{facet: {band: number}} of what the row tells."""
    found = {}
    for name, (facet, band) in bands().items():
        if (number := line.values.get(name)) is not None:
            found.setdefault(facet, {})[band] = number
    return found


def pairs(told):
    return [((facet, band), n) for facet, parts in told.items() for band, n in parts.items()]


def drafted(headcount, parts):
    return [
        HeadcountPart(headcount=headcount, facet=facet, band=band, workers=number)
        for (facet, band), number in parts.items()
    ]


def in_words(numbers, parts):
    said = [f"{NUMBERS[name]} {n:,} 人" for name, n in numbers.items() if n is not None]
    return "，".join(said) + (f"，构成 {len(parts)} 档" if parts else "")


def filed_before(enterprises):
    """{(key of the enterprise, day): its headcount}, with the parts. Two queries."""
    rows = Headcount.objects.filter(enterprise__in=[one.pk for one in enterprises])
    return {(row.enterprise_id, row.as_of): row for row in rows.prefetch_related("parts")}
