"""Rows that stand in an order, counted from 1 in their field `position`."""


def change_places(row, rows, step):
    """Change places with the next row up (step -1) or down (+1); who that was, or None at the end.

    `rows` is the query set in which it stands. Their positions may be equal for a moment: a
    constraint over them must be deferred.
    """
    if step < 0:
        other = rows.filter(position__lt=row.position).order_by("-position").first()
    else:
        other = rows.filter(position__gt=row.position).order_by("position").first()
    if other is None:
        return None
    row.position, other.position = other.position, row.position
    for one in (row, other):
        type(one).objects.filter(pk=one.pk).update(position=one.position)
    return other


def close_ranks(rows):
    """Number them anew from 1, without gaps."""
    for position, row in enumerate(rows.order_by("position", "pk"), start=1):
        if row.position != position:
            type(row).objects.filter(pk=row.pk).update(position=position)
