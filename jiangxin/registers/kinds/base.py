"""What every kind of table has: its columns, how a row is read, and what a match says of it."""

from dataclasses import dataclass

from jiangxin.documents.columns import Column, Columns
from jiangxin.lib.refusal import Unreadable
from jiangxin.registers.line import Line

EXAMPLE = "（示例）"


@dataclass(frozen=True)
class Told:
    """A column, and how its cells are read. `example` stands in the empty table."""

    label: str
    titles: tuple
    read: object
    example: str = ""
    hint: str = ""

    @property
    def column(self):
        return Column(self.label, (self.label, *self.titles), self.hint)


class Kind:
    """One kind of table. `fields`: name → Told; `needed` and `lacking` as in Columns."""

    word = ""  # of what it is a table
    unit = "行"
    fields = {}
    needed = ()
    lacking = ""
    subject = ()  # the fields that name what the row is about, for the page

    @property
    def columns(self):
        known = {name: told.column for name, told in self.fields.items()}
        return Columns(known, self.needed, self.lacking)

    def read(self, number, cells, columns):
        """The row by itself: what it says, and what is wrong with it. No database."""
        line = Line(number, {})
        if any(isinstance(cell, str) and cell.strip().startswith(EXAMPLE) for cell in cells):
            line.problems.append(["", "这是空表里的示例", "不用管，也可以删去"])
            return line
        for name, index in columns.items():
            told = self.fields[name]
            try:
                line.values[name] = told.read(cells[index] if index < len(cells) else "")
            except Unreadable as wrong:
                line.values[name] = None
                line.problems.append([told.label, str(wrong).rstrip("。"), "改好这一格"])
        self.check(line)
        line.problems += line.obstacles
        line.obstacles = []
        return line

    def check(self, line):
        """What the row itself lacks or contradicts."""

    def match(self, lines, desk):
        """Say of each line what it would do: few queries, however many lines there are."""
        raise NotImplementedError

    def prepare(self, lines, desk):
        """Just before the rows are written: what they need that is not a row of the register."""

    def tell(self, lines, *, path):
        """Once they are written: who is told."""

    def tell_of_undo(self, register):
        """Once they are taken back."""

    def name_of(self, line):
        """How the page calls the row."""
        return next((str(line[name]) for name in self.subject if line[name]), "")


def refuse_repeats(lines, key, whose):
    """Of rows about the same thing the first stays if they agree, none if they do not."""
    groups = {}
    for line in lines:
        if not line.problems and (known := key(line)):
            groups.setdefault(known, []).append(line)
    for first, *others in groups.values():
        alike = all(other.values == first.values for other in others)
        for other in others:
            if alike:
                other.refuse("", f"与第 {first.number} 行重复", "不用再传")
            else:
                other.refuse("", f"与第 {first.number} 行是{whose}，其他内容不同", "留一行")
        if others and not alike:
            first.refuse("", f"与第 {others[0].number} 行是{whose}，其他内容不同", "留一行")


def agreeable(lines):
    """Those that may still come to something."""
    return [line for line in lines if not line.problems and not line.obstacles]
