"""Which column of a table is what: the words that people write above it, and when we are sure."""

from dataclasses import dataclass

SURE = 0.7  # a title that ends in a known word: 员工手机号码


@dataclass(frozen=True)
class Column:
    """A field that a table may give: its name on our pages, and the titles found for it."""

    label: str
    titles: tuple
    hint: str = ""


@dataclass(frozen=True)
class Columns:
    """All fields of one kind of table: field → Column.

    `needed`: groups of fields, of each of which at least one must be there; `lacking` says so.
    """

    known: dict
    needed: tuple
    lacking: str

    @property
    def titles(self):
        return {field: column.titles for field, column in self.known.items()}

    def label(self, field):
        return self.known[field].label

    def is_enough(self, fields):
        """Can a row say what it is about?"""
        return all(any(field in fields for field in group) for group in self.needed)

    def is_certain(self, header):
        """May the columns be taken as they are, without asking the person?"""
        sure = all(match.confidence >= SURE for match in header.columns.values())
        return sure and self.is_enough(header.fields)
