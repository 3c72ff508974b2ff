"""Staging: the rows of one roster, checked and sealed, put beside the register by COPY."""

import json

from django.db import connection

from jiangxin.lib.pinyin import initials
from jiangxin.lib.sealed import seal
from jiangxin.people import roster_merge
from jiangxin.people.identity import (
    ID_PURPOSE,
    PHONE_PURPOSE,
    id_mark,
    id_tail,
    kind_of,
    phone_mark,
    phone_tail,
)
from jiangxin.people.roster_check import Checked, RowCheck
from jiangxin.people.roster_duplicates import Duplicates

CELLS = "people.RosterRow.cells"
TEXTS = ("name", "sex", "education", "origin", "department", "post", "skill_level")
COPY = (
    "COPY people_rosterrow (roster_id, number, cells, problems, id_kind, id_number, id_fingerprint,"
    " id_tail, phone, phone_fingerprint, phone_tail, initials, birth_on, is_frontline, hired_on,"
    f" {', '.join(TEXTS)}, kind, obstacle, seen) FROM STDIN"
)


class Staging:
    """Puts rows beside the register. Without `fields` nobody knows yet what the columns are."""

    def __init__(self, roster_id, fields, *, today):
        self.roster_id = roster_id
        self.check = RowCheck(fields, today=today) if fields else Checked
        self.duplicates = Duplicates()
        self.last = 0

    def put(self, batch):
        """Keep these (number, cells), in place of what an earlier try left of them."""
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM people_rosterrow WHERE roster_id = %s AND number BETWEEN %s AND %s",
                [self.roster_id, self.last + 1, batch[-1][0]],
            )
            self.last = batch[-1][0]
            with cursor.copy(COPY) as copy:
                for number, cells in batch:
                    copy.write_row(self.sealed(self.check(number, cells)))

    def sealed(self, row):
        """One row as the COPY wants it."""
        values = row.values
        id_number, phone = values.get("id_number") or "", values.get("phone") or ""
        marks = id_mark(id_number) if id_number else None, phone_mark(phone) if phone else None
        self.duplicates.add(row, *marks)
        return (
            self.roster_id,
            row.number,
            seal(json.dumps(row.cells, ensure_ascii=False, default=str), purpose=CELLS),
            told(row.problems),
            kind_of(id_number).value,
            seal(id_number, purpose=ID_PURPOSE) if id_number else None,
            marks[0],
            id_tail(id_number),
            seal(phone, purpose=PHONE_PURPOSE) if phone else None,
            marks[1],
            phone_tail(phone),
            initials(values.get("name") or ""),
            values.get("birth_on"),
            values.get("is_frontline"),
            values.get("hired_on"),
            *[values.get(name) or "" for name in TEXTS],
            "",
            "",
            "",
        )

    def settle(self):
        """Once all rows are there: those that stand in each other's way."""
        found = list(self.duplicates.problems())
        with connection.cursor() as cursor:  # what an earlier reading took for rows
            cursor.execute(
                "DELETE FROM people_rosterrow WHERE roster_id = %s AND number > %s",
                [self.roster_id, self.last],
            )
        if found:
            numbers, problems = zip(*found, strict=True)
            with connection.cursor() as cursor:
                cursor.execute(
                    roster_merge.REFUSE_DUPLICATES,
                    {
                        "roster": self.roster_id,
                        "numbers": list(numbers),
                        "problems": [told([problem]) for problem in problems],
                    },
                )


def told(problems):
    return json.dumps([problem.as_list() for problem in problems]) if problems else "[]"
