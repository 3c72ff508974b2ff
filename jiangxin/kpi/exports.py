"""The lists of figures as files: the same numbers as on the page, with what they mean."""

from jiangxin.documents.table import Table
from jiangxin.kpi.below import Below
from jiangxin.kpi.many import ENTERPRISES, PEOPLE, WORKERS


def value(code):
    """The number itself; in words where there is none."""

    def cell(line):
        one = line.figures[code]
        return one.words if one.value is None else one.value

    return cell


NUMBERS = {
    "在册职工（自报）": lambda line: line.workers,
    "参与人数（实名）": value(PEOPLE),
    "参与人数（自报）": lambda line: line.figures[PEOPLE].declared,
    "职工参与率（%）": value(WORKERS),
}
RATE = {"企业参与率（%）": value(ENTERPRISES)}
LAST = {"最近一次参与": lambda line: line.last_on}
CLOSED = {"封账": lambda line: "已封账" if line.figures[PEOPLE].closing else ""}
OF = {
    "parks": {**NUMBERS, **RATE, **LAST, "推进阶段": lambda line: line.state[1]},
    "unions": {**NUMBERS, **RATE, "最近一次参与的月份": lambda line: month(line.last_on)},
    "enterprises": {**NUMBERS, **LAST, "情况": lambda line: line.state[1]},
}


def month(day):
    return day and f"{day:%Y-%m}"


def below(of, listed: Below, state=""):
    """What lies below a place, of the kind `of`, with the definitions as notes."""
    columns = {listed.word: lambda line: line.place.thing.name, **OF[of], **CLOSED}
    rows = listed.things(state).order_by("id")
    return Table(f"{listed.word}的数字", columns, rows, listed.lines, told(listed, state))


def told(listed, state):
    words = {"范围": listed.place.name, "时期": str(listed.period)}
    words |= {"只列": dict(listed.states)[state]} if state in dict(listed.states) else {}
    meant = [(str(one.indicator), one.sentence) for one in listed.definitions]
    return (*words.items(), *meant, *(("说明", note) for note in listed.notes))
