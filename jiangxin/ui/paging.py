"""Keyset paging: the next page begins after the last row, however many rows were added since.

No OFFSET (slow, and it repeats rows that moved) and no COUNT (slow, and nobody acts on it).
"""

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import FieldDoesNotExist
from django.core.signing import BadSignature, Signer
from django.db.models import Q

READERS = {"datetime": datetime.fromisoformat, "date": date.fromisoformat, "Decimal": Decimal}


class Window:
    """Some rows of a long list, and the cursors of the pages before and after ("" at the ends)."""

    def __init__(self, rows, *, previous="", next="", name="page", parameters=None):
        self.rows, self.previous, self.next = rows, previous, next
        self.name, self.parameters = name, parameters

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)

    @property
    def previous_url(self):
        return self._url(self.previous)

    @property
    def next_url(self):
        return self._url(self.next)

    def _url(self, cursor):
        if not cursor:
            return ""
        parameters = self.parameters.copy()
        parameters[self.name] = cursor
        return f"?{parameters.urlencode()}"


def window(request, queryset, key="-id", size=25, name="page"):
    """One page of `queryset` in the order of `key`; a cursor that makes no sense is the first page.

    `key` is a field with an optional "-", or a tuple of them. "id" is added if it is not there:
    without it two rows of the same moment could hide one another.
    """
    order = Order(queryset.model, (key,) if isinstance(key, str) else key)
    backward, values = order.read(request.GET.get(name, ""))
    rows = order.rows(queryset, size + 1, values, backward=backward)
    if values and not rows:
        backward, values = False, None
        rows = order.rows(queryset, size + 1, values, backward=backward)
    more, rows = len(rows) > size, rows[:size]
    if backward:
        rows.reverse()
    before = more if backward else bool(values)
    after = True if backward else more
    return Window(
        rows,
        previous=order.write(True, rows[0]) if rows and before else "",
        next=order.write(False, rows[-1]) if rows and after else "",
        name=name,
        parameters=request.GET,
    )


class Order:
    """The order of a list, as columns and directions. NULL is larger than all, as in PostgreSQL."""

    def __init__(self, model, keys):
        keys = [key.replace("pk", "id") if key in ("pk", "-pk") else key for key in keys]
        if "id" not in keys and "-id" not in keys:
            keys.append("-id" if keys[0].startswith("-") else "id")
        self.keys = [(key.removeprefix("-"), key.startswith("-")) for key in keys]
        self.nullable = {column: nullable(model, column) for column, _ in self.keys}
        self.signer = Signer(salt=f"paging:{model._meta.label}:{','.join(keys)}")

    def rows(self, queryset, size, values, *, backward):
        names = [f"{'-' if down != backward else ''}{column}" for column, down in self.keys]
        if values:
            queryset = queryset.filter(self._beyond(values, backward))
        return list(queryset.order_by(*names)[:size])

    def _beyond(self, values, backward):
        beyond, level = Q(), Q()
        for (column, down), value in zip(self.keys, values, strict=True):
            step = self._less(column, value) if down != backward else self._more(column, value)
            if step is not None:
                beyond |= level & step
            level &= Q(**{f"{column}__isnull": True}) if value is None else Q(**{column: value})
        return self._bound(values[0], backward) & beyond

    def _bound(self, value, backward):
        """Says nothing new, but an index begins at it: no index can begin at an OR."""
        column, down = self.keys[0]
        if value is None or self.nullable[column]:
            return Q()
        return Q(**{f"{column}__{'lte' if down != backward else 'gte'}": value})

    def _more(self, column, value):
        if value is None:
            return None
        larger = Q(**{f"{column}__gt": value})
        return larger | Q(**{f"{column}__isnull": True}) if self.nullable[column] else larger

    def _less(self, column, value):
        if value is None:
            return Q(**{f"{column}__isnull": False})
        return Q(**{f"{column}__lt": value})

    def write(self, backward, row):
        values = [kept(value_of(row, column)) for column, _ in self.keys]
        return self.signer.sign_object([backward, values], compress=True)

    def read(self, cursor):
        try:
            backward, values = self.signer.unsign_object(cursor)
        except (BadSignature, ValueError):
            return False, None
        return backward, [taken(value) for value in values]


def nullable(model, column):
    """Whether the column may hold NULL; an annotation may."""
    for part in column.split("__"):
        try:
            field = model._meta.get_field(part)
        except FieldDoesNotExist:
            return True
        if field.null:
            return True
        model = field.related_model
    return False


def value_of(row, column):
    for part in column.split("__"):
        row = getattr(row, part, None)
    return row


def kept(value):
    kind = type(value).__name__
    return {kind: str(value)} if kind in READERS else value


def taken(value):
    if not isinstance(value, dict):
        return value
    ((kind, text),) = value.items()
    return READERS[kind](text)
