"""Tables going out: the rows that could not be taken, and an empty table to fill in."""

from functools import partial

from jiangxin.documents.headers import letter
from jiangxin.documents.sheet import sheet


def refused_rows(register, rows):
    """不能导入的行: as they came, each with what is wrong, to be mended and sent in again."""
    columns = {}
    for index, title in enumerate(register.titles):
        heading = title or f"{letter(index)} 列"
        heading = f"{heading}（{letter(index)} 列）" if heading in columns else heading
        columns[heading] = partial(cell, index)
    columns |= {
        "原行号": lambda told: told[1].number,
        "原因": lambda told: "；".join(reason["sentence"] for reason in told[2]),
        "怎么办": lambda told: "；".join(dict.fromkeys(reason["advice"] for reason in told[2])),
    }
    return sheet("不能导入的行", columns, ((row.original, row, row.reasons) for row in rows))


def cell(index, told):
    cells = told[0]
    return cells[index] if index < len(cells) else ""


def empty_table(kind, word):
    """The columns that this kind knows, and one row 示例 that is not taken."""
    columns = {told.label: partial(example, name) for name, told in kind.fields.items()}
    return sheet(f"{word}登记表", columns, [kind.fields])


def example(name, fields):
    return fields[name].example
