"""隶属: under which union a row puts an enterprise or a park, and whether that may be."""

from jiangxin.organisations.models import Affiliation
from jiangxin.registers.employers import OUTSIDE
from jiangxin.registers.kinds.standing import crosses
from jiangxin.registers.line import dated


def cover(line, place, union, since_field, desk):
    """`place` is covered by this union from the day that the row gives, or from today."""
    since = line.day(since_field) or desk.today
    if since > desk.today:
        line.refuse("隶属日期", "隶属日期还没有到", "填今天或以前的日子")
        return
    known = desk.places.affiliations.get(place.pk, []) if place.pk else []
    crossing = [row for row in known if crosses(row, since, None)]
    line.seen += [[row.pk, str(row.since), str(row.until), row.organisation_id] for row in crossing]
    same = [row for row in crossing if row.organisation_id == union.pk]
    given = line.day(since_field)
    if len(crossing) == len(same) == 1 and given in (None, same[0].since):
        return
    if place.pk and not desk.is_above(desk.places.union(place)):
        line.refuse("工会", *OUTSIDE)
    elif same or len(crossing) > 1 or (crossing and cannot_follow(crossing[0], since)):
        clash(line, (same or crossing)[0])
    elif crossing:
        rejoin(line, crossing[0], place, union, since, desk)
    else:
        join(line, place, union, since, desk)


def cannot_follow(row, since):
    return row.until is not None or row.since >= since


def clash(line, row):
    span = f"{dated(row.since)}起隶属“{row.organisation}”"
    span += f"，到{dated(row.until)}" if row.until else ""
    line.refuse("隶属日期", f"登记的是{span}，和这一行对不上", "核对隶属日期")


def join(line, place, union, since, desk):
    about = {place._meta.model_name: place}
    line.begin(Affiliation(organisation=union, since=since, by=desk.by, **about))
    line.about.append(union)
    line.days.append(since)
    line.says.append(f"隶属“{union}”")


def rejoin(line, held, place, union, since, desk):  # noqa: PLR0913
    """改隶, if somebody says so."""
    ask = f"登记的是从{dated(held.since)}起隶属“{held.organisation}”，表里是“{union}”。"
    options = [
        ["change", f"改隶，从{dated(since)}起", "以前的数字还算在原来的工会"],
        ["keep", "还隶属原来的工会", "表里的工会不要"],
        ["leave", "这一行不导入", ""],
    ]
    if line.ask("rejoined", ask, options).get("take") == "change":
        line.writes.append((held, {"until": since}))
        line.changes.append(["隶属工会", str(held.organisation), str(union)])
        line.about.append(held.organisation)
        join(line, place, union, since, desk)
