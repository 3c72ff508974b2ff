"""The file of a roster: on which sheet it is, where its header stands, which rows lie below."""

from dataclasses import dataclass

from jiangxin.documents.headers import Header, choose_sheet
from jiangxin.documents.models import Attachment
from jiangxin.documents.unreadable import UnreadableFile
from jiangxin.documents.workbook import Sheet, first_rows, read_workbook
from jiangxin.people.roster_columns import TITLES, is_certain

NO_HEADER = (
    "没有找到名册的表头。表里要有一行列名，写着“姓名”，以及“身份证号”或“手机号”。"
    "请加上这一行后再传。"
)
LONGEST_TITLE = 40


@dataclass
class RosterFile:
    """A kept workbook in which a table of people was found."""

    attachment: Attachment
    sheet: Sheet
    header: Header
    sheets: int  # those that are not hidden

    @classmethod
    def find(cls, attachment):
        """Look at the first rows of every sheet; UnreadableFile if there is no such table."""
        with attachment.file.open("rb") as content:
            heads = first_rows(content, attachment.name)
        found = choose_sheet(heads, TITLES)
        if found is None:
            raise UnreadableFile(NO_HEADER)
        return cls(attachment, *found, sheets=sum(not head.hidden for head in heads) or 1)

    @property
    def is_certain(self):
        return is_certain(self.header)

    @property
    def fields(self):
        """Field → index of the column that it is taken for."""
        return self.header.fields

    @property
    def titles(self):
        """The columns' titles from the first on; "" where there is none."""
        known = {index: match.title for index, match in self.header.columns.items()}
        known |= self.header.unknown
        return [known.get(index, "")[:LONGEST_TITLE] for index in range(max(known) + 1)]

    @property
    def height(self):
        """About how many rows lie below the header, or None."""
        return self.sheet.height and max(0, self.sheet.height - self.header.last - 1)

    def rows(self):
        """(number as Excel shows it, cells) of every row below the header that is not empty."""
        with (
            self.attachment.file.open("rb") as content,
            read_workbook(content, self.attachment.name, only=self.sheet.index) as book,
        ):
            for sheet in book:
                for number, cells in enumerate(sheet.rows, start=1):
                    if number > self.header.last + 1 and any(map(says_something, cells)):
                        yield number, cells


def says_something(cell):
    return not isinstance(cell, str) or bool(cell.strip())
