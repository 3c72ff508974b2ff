"""Cells of bitmaps in memory: what a transaction of counting adds, takes away and writes."""

from typing import NamedTuple

from django.db import connection
from django.db.models import Q
from pyroaring import BitMap

from jiangxin.kpi.models.tally import SETS, Tally, read
from jiangxin.organisations.models import Organisation

BATCH = 500


class Key(NamedTuple):
    """Which cell: of a union or of a park, the other is None. The fields are those of a Tally."""

    organisation: int | None
    park: int | None
    month: object
    kind: str
    is_in_plan: bool


class Cell:
    """people, enterprises, journeys: a BitMap each; acts: how many."""

    __slots__ = ("acts", *SETS)

    def __init__(self):
        self.people, self.enterprises, self.journeys = BitMap(), BitMap(), BitMap()
        self.acts = 0

    @classmethod
    def of(cls, tally):
        cell = cls()
        for name in SETS:
            setattr(cell, name, read(getattr(tally, name)))
        cell.acts = tally.acts
        return cell

    def __eq__(self, other):
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    __hash__ = None

    def __bool__(self):
        return bool(self.acts or self.people or self.enterprises or self.journeys)


class Nodes:
    """Which unions have bitmaps: none below 街镇 and park: an enterprise is counted by SQL."""

    def __init__(self):
        kept = Organisation.objects.exclude(tier=Organisation.Tier.ENTERPRISE)
        self.kept = set(kept.values_list("pk", flat=True))

    def keys(self, lineage, park, month, kind, is_in_plan):
        """The keys of the cells in which an act counts."""
        cell = (month, kind, is_in_plan)
        places = [(union, None) for union in lineage if union in self.kept]
        places += [(None, park)] if park else []
        return [Key(*place, *cell) for place in places]


class Cells(dict):
    """Key → Cell, read from the rows as they are asked for, written back together.

    Whoever fills it holds the Watermark: nobody else writes these rows meanwhile.
    """

    def __missing__(self, key):
        row = Tally.objects.filter(**cell_of(key)).first()
        self[key] = Cell.of(row) if row else Cell()
        return self[key]

    def fetch(self, keys):
        """Read the rows of many keys in a few queries."""
        lacking = set(keys) - self.keys()
        for month in {key.month for key in lacking}:
            here = [key for key in lacking if key.month == month]
            unions, parks = {key.organisation for key in here}, {key.park for key in here}
            asked = Q(organisation__in=unions - {None}) | Q(park__in=parks - {None})
            for row in Tally.objects.filter(asked, month=month).iterator(chunk_size=BATCH):
                key = key_of(row)
                if key in lacking:
                    self[key] = Cell.of(row)
        for key in lacking - self.keys():
            self[key] = Cell()

    def append(self):
        """Write these cells, of which no row is there yet: by COPY, a month of a city at once."""
        columns = [Tally._meta.get_field(name).column for name in (*Key._fields, *SETS, "acts")]
        statement = f"COPY {Tally._meta.db_table} ({', '.join(columns)}) FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for key, cell in self.items():
                copy.write_row([*key, *blobs(cell).values(), cell.acts])

    def write(self):
        """Keep what these cells hold; an empty one goes."""
        full = [row_of(key, cell) for key, cell in self.items() if cell]
        gone = [key for key, cell in self.items() if not cell]
        Tally.objects.bulk_create(
            full,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=Key._fields,
            update_fields=[*SETS, "acts"],
        )
        for key in gone:
            Tally.objects.filter(**cell_of(key)).delete()


def key_of(row):
    return Key(row.organisation_id, row.park_id, row.month, row.kind, row.is_in_plan)


def cell_of(key):
    return dict(key._asdict())


def row_of(key, cell):
    named = {"organisation_id": key.organisation, "park_id": key.park}
    return Tally(**named, month=key.month, kind=key.kind, is_in_plan=key.is_in_plan,
                 acts=cell.acts, **blobs(cell))  # fmt: skip


def blobs(cell):
    """{field: bytes} of its sets, as small as they can be."""
    for name in SETS:
        getattr(cell, name).run_optimize()
    return {name: getattr(cell, name).serialize() for name in SETS}
