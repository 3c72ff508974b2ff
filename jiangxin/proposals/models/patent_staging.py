"""The rows of a patent table, read and put beside what is known."""

import hashlib
import json

from jiangxin.documents.batches import batches
from jiangxin.proposals.models.patent_row import PatentRow
from jiangxin.proposals.patent_columns import PATENTS

OTHERWISE, ONE = "与第 {} 行是同一个公开号，其他内容不同", "留一行"


class Staging:
    """Puts rows beside the patents. Without `fields` nobody knows yet what the columns are."""

    def __init__(self, table, fields):
        self.table, self.fields = table, fields
        self.first = {}  # code: (number of the row that said it first, digest of what it said)
        self.torn = {}  # number of such a row: that of one that contradicts it

    def put(self, batch):
        """Keep these (number, cells), in place of what an earlier try left of them."""
        rows = self.table.rows
        rows.filter(number__range=(batch[0][0], batch[-1][0])).delete()
        PatentRow.objects.bulk_create(self.row(number, cells) for number, cells in batch)

    def row(self, number, cells):
        line = PATENTS.read(number, cells, self.fields)
        if self.fields and not line.problems:
            self.compare(line)
        return PatentRow(
            table=self.table,
            number=number,
            cells=json.dumps(cells, ensure_ascii=False, default=str),
            problems=line.problems + line.obstacles if self.fields else [],
            published_on=line.day("published_on"),
            **{name: line[name] for name in ("code", "title", "applicant", "abstract", "claims")},
        )

    def compare(self, line):
        """Of rows about the same patent the first stays if they agree, none if they do not."""
        said = hashlib.sha256(json.dumps(line.values).encode()).digest()
        number, before = self.first.setdefault(line["code"], (line.number, said))
        if number == line.number:
            return
        if said == before:
            line.refuse("", f"与第 {number} 行重复", "不用再传")
        else:
            line.refuse("", OTHERWISE.format(number), ONE)
            self.torn.setdefault(number, line.number)

    def settle(self):
        """Once all rows are there: those that a later one contradicts."""
        for batch in batches(self.torn.items()):
            torn = dict(batch)
            rows = list(self.table.rows.filter(number__in=torn))
            for row in rows:
                row.problems = [["", OTHERWISE.format(torn[row.number]), ONE]]
            PatentRow.objects.bulk_update(rows, ["problems"], batch_size=500)
