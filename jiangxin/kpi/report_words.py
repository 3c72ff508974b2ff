"""正文 of a report: what a reader should know before the tables, and how figures are compared."""

from jiangxin.kpi.models.indicator import Indicator
from jiangxin.ui.words import full_day

NOTHING = "—"
Unit = Indicator.Unit
RATES = ("worker_rate", "enterprise_rate", "parks_covered")


def change(now, before):
    """How much more or less than in the period before: +12, -3.0 个百分点, 持平."""
    if before is None or now.value is None or before.value is None:
        return NOTHING
    more = now.value - before.value
    if not more:
        return "持平"
    if now.indicator.unit == Unit.PER_CENT:
        return f"{more:+,} 个百分点"
    return f"{more / 100:+,.2f}" if now.indicator.unit == Unit.FEN else f"{more:+,}"


def sentences(content):
    """The paragraphs, each a text."""
    figures, period = content.figures, content.period
    said = {code: f"{one.indicator.name} {one.words}" for code, one in figures.items()}
    earlier = content.earlier["people"]
    rates = [said[code] for code in RATES if code in said]
    expected, confirmed = figures["benefit_expected"].words, figures["benefit_confirmed"].words
    lines = [
        f"{period}，{content.place.name}{said['people']}（一人只算一次），{said['acts']}。"
        f"{compared(figures['people'].value, earlier, content.before)}。",
        f"{'；'.join(rates)}。",
        f"{said['entries']}；{said['adoption_rate']}；{said['implementation_rate']}。"
        f"创造经济效益预计 {expected}，核定 {confirmed}，不相加。",
        *(aimed(course) for course in content.courses.values()),
        declared(figures.values()),
    ]
    return [*lines, *under_way(content)]


def compared(people, earlier, before):
    """People now, beside those of a period before."""
    if people == earlier.value:
        return f"和{before}一样"
    more = "多" if people > earlier.value else "少"
    return f"比{before}（{earlier.words}）{more} {abs(people - earlier.value):,} 人"


def aimed(course):
    target, figure = course.target, course.figure
    told = f"{target.plan}目标 {target.digits}：{figure.indicator.name} {figure.words}"
    return "，".join(filter(None, (told, course.words))) + "。"


def declared(figures):
    """自报 stands apart: one sentence that says so, with what there is of it."""
    told = [f"{one.indicator.name} {one.declared:,}" for one in figures if one.declared]
    if not told:
        return "上面的数字里没有自报数。"
    return f"另有自报：{'；'.join(told)}。自报数单列，不加进上面任何一个数。"


def under_way(content):
    """What is not over yet must not be compared without a thought."""
    period = content.period
    if period.ends_on < period.last_day:
        yield (
            f"本期还没有结束，算到{full_day(period.ends_on)}；{content.before}按整月算，"
            "两个数比较时请留意。"
        )
