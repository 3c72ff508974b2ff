"""One step of a change: a row that it began, ended or wrote on, and how to take that back."""

import hashlib
import json
from dataclasses import asdict, dataclass

from django.apps import apps
from django.db import models
from django.db.models import ProtectedError

from jiangxin.lib.refusal import Refusal
from jiangxin.ui.words import full_day


@dataclass
class Step:
    """Kept as JSON in Change.steps. `was` and `now` are fields; of a begun row, its print."""

    did: str  # began, ended, wrote
    row: str  # organisations.tenancy
    pk: int
    says: str
    was: dict
    now: dict

    @classmethod
    def began(cls, row, on):
        fresh = type(row)._base_manager.get(pk=row.pk)
        says = getattr(row, "beginning", None) or str(row)
        print_ = {"print": fingerprint(fresh)}
        since = getattr(row, "since", None) or on
        return cls(
            "began", row._meta.label_lower, row.pk, f"{full_day(since)}起，{says}", {}, print_
        )

    @classmethod
    def ended(cls, row, seen, on):
        says = getattr(row, "ending", None) or f"“{row}”结束"
        label = row._meta.label_lower
        was, now = {"until": plain(seen)}, {"until": plain(on)}
        return cls("ended", label, row.pk, f"{full_day(on)}起，{says}", was, now)

    @classmethod
    def wrote(cls, row, seen, fields, says):
        was = {name: plain(value) for name, value in seen.items()}
        now = {name: plain(value) for name, value in fields.items()}
        return cls("wrote", row._meta.label_lower, row.pk, says, was, now)

    @property
    def name(self):
        return f"{self.row}:{self.pk}"

    def kept(self):
        return asdict(self)

    def undo(self):
        """Take it back if nothing has changed since. Answer: the row as it is now, or None."""
        model = apps.get_model(self.row)
        row = model._base_manager.select_for_update().filter(pk=self.pk).first()
        if row is None or self._now(row) != self.now:
            raise Refusal(f"“{row or self.says}”后来又改过，不能撤销。请另办一次变动。")
        if self.did == "began":
            return erase(row, row)
        for name, value in self.was.items():
            setattr(row, name, model._meta.get_field(name).to_python(value))
        row.save(update_fields=list(self.was))
        return row

    def _now(self, row):
        if self.did == "began":
            return {"print": fingerprint(row)}
        return {name: plain(getattr(row, name)) for name in self.now}


def erase(rows, says):
    """Take a row, or a query set of them, out of the register if nothing hangs on it."""
    try:
        rows.delete()
    except ProtectedError as trouble:
        first = min(trouble.protected_objects, key=lambda held: held.pk)
        words = f"{type(first).__doc__.split(':')[0]}“{first}”"
        raise Refusal(f"“{says}”已经有了{words}，不能撤销。请另办一次变动。") from None


def plain(value):
    return value if value is None or isinstance(value, (int, bool)) else str(value)


def fingerprint(row):
    """A print of what the row says, so that a later touch is seen. Nothing sealed goes into it."""
    open_fields = [f for f in row._meta.concrete_fields if not isinstance(f, models.BinaryField)]
    said = {field.attname: plain(getattr(row, field.attname)) for field in open_fields}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]
