"""Many rows in one step of a change: begun, written on or dropped together, by few statements."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from django.apps import apps
from django.db import models
from django.db.models import ProtectedError

from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.organisations.models.step import plain

BATCH = 2_000
BEGAN, WROTE, DROPPED = "began_many", "wrote_many", "dropped_many"


@dataclass
class Many:
    """Kept as JSON in Change.steps. `rows`: key → its print (began), or what it was and is.

    A model may have `recheck_all(keys)`: as `recheck`, for many rows at once.
    """

    did: str
    row: str  # organisations.tenancy
    says: str
    rows: dict

    @classmethod
    def began(cls, rows, says):
        """Keep new rows. Their prints are taken from what the database says of them."""
        model = type(rows[0])
        model._base_manager.bulk_create(rows, batch_size=BATCH)
        keys = [row.pk for row in rows]
        recheck_all(model, keys)
        fresh = model._base_manager.in_bulk(keys)
        prints = {str(key): mark(row) for key, row in sorted(fresh.items())}
        return cls(BEGAN, model._meta.label_lower, says, prints)

    @classmethod
    def wrote(cls, pairs, says):
        """Other fields of rows ({name: value}), if all of them still are what we saw."""
        model = type(pairs[0][0])
        held = locked(model, [row.pk for row, _ in pairs])
        rows = {}
        for row, fields in pairs:
            now, was = held.get(row.pk), {name: getattr(row, name) for name in fields}
            if now is None or was != {name: getattr(now, name) for name in fields}:
                raise OutOfStep(f"“{row}”刚刚有了别的变动，这一件没有生效。请看看最新情况再办。")
            rows[str(row.pk)] = [as_plain(was), as_plain(fields)]
            for name, value in fields.items():
                setattr(row, name, value)
        save(model, pairs)
        recheck_all(model, held)
        return cls(WROTE, model._meta.label_lower, says, rows)

    @classmethod
    def dropped(cls, rows, says):
        """Take rows away; what they said is kept, so that they can come back as they were."""
        model = type(rows[0])
        names = [field.attname for field in model._meta.concrete_fields]
        said = {str(r.pk): as_plain({name: getattr(r, name) for name in names}) for r in rows}
        model._base_manager.filter(pk__in=[row.pk for row in rows]).delete()
        return cls(DROPPED, model._meta.label_lower, says, said)

    @property
    def model(self):
        return apps.get_model(self.row)

    def names(self):
        """The rows that it touched, as Change.touched has them."""
        return [f"{self.row}:{key}" for key in self.rows]

    def kept(self):
        return asdict(self)

    def undo(self):
        """Take all of it back, or none of it if a row has changed since. Answer: itself."""
        if self.did == DROPPED:
            back = [self.model(**self._values(said)) for said in self.rows.values()]
            self.model._base_manager.bulk_create(back, batch_size=BATCH)
            return self
        there = locked(self.model, [int(key) for key in self.rows])
        for key, said in self.rows.items():
            self._refuse_unless_the_same(there.get(int(key)), said)
        if self.did == BEGAN:
            self._erase(there)
        else:
            pairs = [(there[int(k)], self._values(was)) for k, (was, _) in self.rows.items()]
            for row, fields in pairs:
                for name, value in fields.items():
                    setattr(row, name, value)
            save(self.model, pairs)
        return self

    def recheck(self):
        """What lasts again may have become impossible."""
        if self.did == WROTE:
            recheck_all(self.model, [int(key) for key in self.rows])

    def _refuse_unless_the_same(self, row, said):
        if row is not None and self.did == BEGAN and mark(row) == said:
            return
        if row is not None and self.did == WROTE:
            now = said[1]
            if as_plain({name: getattr(row, name) for name in now}) == now:
                return
        raise Refusal(f"“{row or self.says}”后来又改过，不能撤销。请另办一次变动。")

    def _erase(self, keys):
        try:
            self.model._base_manager.filter(pk__in=list(keys)).delete()
        except ProtectedError as trouble:
            first = min(trouble.protected_objects, key=lambda held: held.pk)
            words = f"{type(first).__doc__.split(':')[0]}“{first}”"
            raise Refusal(f"“{self.says}”里的记录已经有了{words}，不能撤销。") from None

    def _values(self, said):
        field = self.model._meta.get_field
        return {name: field(name).to_python(value) for name, value in said.items()}


KINDS = dict.fromkeys((BEGAN, WROTE, DROPPED), Many)


def recheck_all(model, keys):
    if check := getattr(model, "recheck_all", None):
        check(list(keys))


def locked(model, keys):
    """{key: row}, held until the transaction ends, always in the same order."""
    rows = model._base_manager.filter(pk__in=keys).order_by("pk")
    return {row.pk: row for row in rows.select_for_update(no_key=True, of=("self",))}


def save(model, pairs):
    """Rows with the same fields to write go together."""
    groups = {}
    for row, fields in pairs:
        groups.setdefault(tuple(fields), []).append(row)
    for names, rows in groups.items():
        model._base_manager.bulk_update(rows, names, batch_size=BATCH)


def as_plain(fields):
    return {name: plain(in_utc(value)) for name, value in fields.items()}


def in_utc(value):
    """A moment reads the same wherever it was taken from."""
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def mark(row):
    """A print of what the row says, short and without caches; nothing sealed goes into it."""
    open_fields = [
        field
        for field in row._meta.concrete_fields
        if field.editable and not isinstance(field, models.BinaryField)
    ]
    said = {field.attname: plain(getattr(row, field.attname)) for field in open_fields}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]
