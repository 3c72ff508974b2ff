"""A report as a workbook that lives: rates are formulas over their numerator and denominator."""

import tempfile
from decimal import Decimal

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from jiangxin.documents.sheet import Forms, fill, headed
from jiangxin.kpi.models.indicator import Indicator

Unit = Indicator.Unit
SHAPES = {Unit.PER_CENT: "0.0", Unit.FEN: "#,##0.00"}  # of a number; else whole
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def cell(name):
    return lambda row: row[name]


def number_at(n):
    return lambda row: number(row["cells"][n])


def number(row):
    """The figure as a number; in words why there is none."""
    if row["value"] is None:
        return row["digits"]
    value = Decimal(row["value"])
    return value / 100 if row["measure"] == Unit.FEN else value


FIGURES = {
    "代码": cell("code"),
    "指标": cell("name"),
    "数的性质": cell("kind"),
    "数值": number,
    "单位": cell("unit"),
    "分子": cell("numerator"),
    "分母": cell("denominator"),
    "自报（单列，不相加）": cell("declared"),
    "上年同期": cell("before"),
    "增减": cell("change"),
    "怎么算": cell("sentence"),
    "说明": cell("notes"),
    "封账": lambda row: row["closed"].strip("（）"),
    "截至": cell("as_of"),
}
VALUE, NUMERATOR, DENOMINATOR = (list(FIGURES).index(name) for name in ("数值", "分子", "分母"))
AIMS = {
    "指标": cell("name"),
    "计划期": cell("plan"),
    "目标": cell("target"),
    "此时应有": cell("should"),
    "现在": cell("digits"),
    "单位": cell("unit"),
    "情况": cell("words"),
    "依据": cell("source"),
}
VERSIONS = {
    "代码": cell("code"),
    "指标": cell("name"),
    "数的性质": cell("kind"),
    "从哪个月起": cell("since"),
    "怎么算": cell("sentence"),
    "分子": cell("numerator"),
    "分母": cell("denominator"),
    "哪些参与算": cell("kinds"),
    "依据": cell("source"),
}
ABOUT = {"项目": lambda row: row[0], "内容": lambda row: row[1]}


def workbook(content):
    """The open .xlsx, at its beginning."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - handed to FileResponse, which closes it
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        forms = Forms(book)
        rows = [row | {"as_of": content["as_of"]} for row in content["figures"]]
        enliven(book, written(book, forms, "数字", FIGURES, rows), rows)
        if content["aims"]:
            written(book, forms, "计划目标", AIMS, content["aims"])
        months = {"月份": cell("month"), "累计参与人数（实名）": number}
        written(book, forms, "各月", months, content["months"])
        for table in content["lower"]:
            columns = {head: number_at(n) for n, head in enumerate(table["heads"])}
            columns = {table["title"]: cell("name"), **columns}
            written(book, forms, table["title"], columns, table["rows"])
        written(book, forms, "口径", VERSIONS, content["definitions"])
        written(book, forms, "关于这份报告", ABOUT, about(content))
    file.seek(0)
    return file


def written(book, forms, title, columns, rows):
    page = headed(book, title, columns, forms)
    fill(page, columns, rows, forms)
    return page


def enliven(book, page, rows):
    """The values in their shape; a rate as the formula that gives the same digits."""
    for line, row in enumerate(rows, start=1):
        if row["value"] is None:
            continue
        shape = book.add_format({"num_format": SHAPES.get(row["measure"], "#,##0")})
        if row["measure"] == Unit.PER_CENT:
            parts = (xl_rowcol_to_cell(line, column) for column in (NUMERATOR, DENOMINATOR))
            formula = "=ROUND(100*{}/{},1)".format(*parts)
            page.write_formula(line, VALUE, formula, shape, float(row["value"]))
        else:
            page.write_number(line, VALUE, number(row), shape)


def about(content):
    """What the workbook is, row by row."""
    return [
        ["报告", content["title"]],
        ["编号", content["number"]],
        ["时期", f"{content['period']}（{content['days']}）"],
        ["上年同期", content["before"]],
        ["范围", content["scope"]],
        ["参与算到", content["as_of"]],
        *([["演示", content["notice"]]] if content["notice"] else []),
        *(["说明", sentence] for sentence in content["sentences"]),
        ["封存记录", content["head"]],
        ["内容摘要（SHA-256）", content["digest"]],
    ]
