"""The file of a table: on which sheet it is, where its header stands, which rows lie below."""

from dataclasses import dataclass
from itertools import chain, islice

from jiangxin.documents.columns import Columns
from jiangxin.documents.headers import Header, choose_sheet
from jiangxin.documents.models import Attachment
from jiangxin.documents.unreadable import EMPTY, UnreadableFile
from jiangxin.documents.workbook import Sheet, Workbook, first_rows, read_workbook

LONGEST_TITLE = 40
HEAD = 40  # rows in which the header is looked for, and more


@dataclass
class TableFile:
    """A kept workbook in which a table of the wanted kind was found."""

    attachment: Attachment
    sheet: Sheet
    header: Header
    columns: Columns
    sheets: int  # those that are not hidden
    book: Workbook | None = None  # still open, if its only sheet is being read

    @classmethod
    def find(cls, attachment, columns, *, otherwise):
        """Look at the first rows of every sheet; UnreadableFile (`otherwise`) if none has it."""
        book, heads = opened(attachment)
        found = choose_sheet(heads, columns.titles)
        if found is None:
            raise UnreadableFile(otherwise)
        sheets = sum(not head.hidden for head in heads) or 1
        return cls(attachment, *found, columns, sheets=sheets, book=book)

    @property
    def is_certain(self):
        return self.columns.is_certain(self.header)

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
        with self._reopened() as book:
            for sheet in [self.sheet] if self.book else book:
                for number, cells in enumerate(sheet.rows, start=1):
                    if number > self.header.last + 1 and any(map(says_something, cells)):
                        yield number, cells

    def _reopened(self):
        """The book, read on from its beginning; of several sheets only the one that was chosen."""
        if self.book:
            self.sheet.rows = chain(self.sheet.rows, self.sheet.rest)
            return self.book
        with self.attachment.file.open("rb") as content:
            return read_workbook(content, self.attachment.name, only=self.sheet.index)


def opened(attachment):
    """(book, heads): a book of one sheet stays open, so that it is not parsed a second time."""
    with attachment.file.open("rb") as content:
        book = read_workbook(content, attachment.name)
        for sheet in book:
            if sheet.of > 1:
                book.close()
                return None, first_rows(content, attachment.name)
            sheet.rest = sheet.rows
            sheet.rows = list(islice(sheet.rest, HEAD))
            return book, [sheet]
    raise UnreadableFile(EMPTY)


def says_something(cell):
    return not isinstance(cell, str) or bool(cell.strip())
