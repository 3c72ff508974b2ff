"""入驻: into which park a row puts an enterprise, and whether that may be."""

import hashlib

from jiangxin.organisations.models import ParkAlias, Tenancy
from jiangxin.organisations.park_names import local
from jiangxin.registers.employers import OUTSIDE
from jiangxin.registers.line import dated

NONE = "none"


def certain_park(line, desk, *, only_named=False, needed=False):
    """The park that a row means, or None: there is none, or somebody must say (on the line)."""
    text, column = line["park"], "园区"
    if text:
        found = desk.parks.named(text)
    elif line["address"] and not only_named:
        text, column = line["address"], "地址"
        found = desk.parks.at(text)
    else:
        return None
    if found.park:
        return open_park(line, column, found.park, found.how)
    if found.others and (found.strong or needed):
        return chosen_park(line, column, text, found, desk, needed=needed)
    if column == "园区" or needed:
        line.refuse(column, f"登记里没有叫“{text[:40]}”的园区" if column == "园区" else
                    "从地址认不出是哪个园区", "写园区的全称，或先登记这个园区")  # fmt: skip
    return None


def chosen_park(line, column, text, found, desk, *, needed):
    """What somebody said this text means; they may have it kept as an alias."""
    options = [[str(park.pk), str(park), f"{park.district} · {why}"] for park, why in found.others]
    options.append(["leave", "这几行不导入", ""] if needed else [NONE, "先不登记园区", ""])
    told = line.ask("park", f"{column}写的是“{text}”，是哪个园区？", options,
                    group=f"park:{short(text)}", keep=True)  # fmt: skip
    park = next((park for park, _ in found.others if str(park.pk) == told.get("take")), None)
    if park is None:
        return None
    if told.get("keep"):
        keep_alias(line, park, text, column, desk)
    return open_park(line, column, park, "您选的")


def keep_alias(line, park, text, column, desk):
    """以后都这样认: once for all rows with the same text."""
    kind = ParkAlias.Kind.NAME if column == "园区" else ParkAlias.Kind.ADDRESS
    alias = ParkAlias.drafted(park, text, kind, by=desk.by)
    if len(alias.text) > 1 and desk.has(desk.park_unions.get(park.pk)):
        desk.aliases.setdefault((kind, alias.text), (alias, []))[1].append(line)


def open_park(line, column, park, how):
    if park.is_closed():
        line.refuse(column, f"“{park}”已从{dated(park.closed_on)}起关闭", "换一个园区")
        return None
    line.seen.append(["park", park.pk, how])
    return park


def stand(line, enterprise, park, since_field, desk, until=None):  # noqa: PLR0913
    """The enterprise stands in this park from the day that the row gives, or from today."""
    since = line.day(since_field) or desk.today
    if since > desk.today:
        line.refuse("入驻日期", "入驻日期还没有到", "填今天或以前的日子")
        return
    known = desk.places.tenancies.get(enterprise.pk, []) if enterprise.pk else []
    crossing = [row for row in known if crosses(row, since, until)]
    line.seen += [[row.pk, str(row.since), str(row.until), row.park_id] for row in crossing]
    same = [row for row in crossing if row.park_id == park.pk]
    if len(crossing) == len(same) == 1 and is_told(same[0], line, since_field, until):
        return
    if not may_move(enterprise, park, desk):
        line.refuse("园区", *OUTSIDE)
    elif len(crossing) > 1 or same:
        clash(line, (same or crossing)[0])
    elif not crossing:
        settle(line, enterprise, park, (since, until), desk)
    elif crossing[0].until or crossing[0].since >= since:
        clash(line, crossing[0])
    else:
        move(line, crossing[0], park, (since, until), desk)


def is_told(row, line, since_field, until):
    """Does the row say no more than the register, or just the same?"""
    given = line.day(since_field)
    return (given is None or given == row.since) and (until is None or until == row.until)


def clash(line, row):
    span = f"{dated(row.since)}起在“{row.park}”"
    span += f"，到{dated(row.until)}" if row.until else ""
    line.refuse("入驻日期", f"登记的是{span}，和这一行对不上", "核对入驻日期")


def crosses(row, since, until):
    return (until is None or row.since < until) and (row.until is None or row.until > since)


def may_move(enterprise, park, desk):
    """As EnterprisePermits.move_park; one that nobody covers yet, by the union of the new park."""
    if not enterprise.pk:
        return True  # it comes into the register with this row, which was looked at before
    over = [desk.places.own_union(enterprise), desk.places.park_union(enterprise)]
    if not any(over):
        over = [desk.park_unions.get(park.pk)]
    return desk.is_top or any(desk.has(union) for union in over if union)


def settle(line, enterprise, park, days, desk):
    since, until = days
    line.begin(Tenancy(enterprise=enterprise, park=park, since=since, until=until, by=desk.by))
    line.about.append(park)
    line.days.append(since)
    how = next((seen[2] for seen in line.seen if seen[0] == "park"), "")
    line.says.append(f"入驻“{park}”" + (f"（{how}）" if how else ""))


def move(line, held, park, days, desk):
    """迁园, if somebody says so."""
    ask = f"登记的是从{dated(held.since)}起在“{held.park}”，表里是“{park}”。"
    options = [
        ["move", f"迁园，从{dated(days[0])}起", "以前的数字还算在原来的园区"],
        ["keep", "还在原来的园区", "表里的园区不要"],
        ["leave", "这一行不导入", ""],
    ]
    if line.ask("moved", ask, options).get("take") == "move":
        line.writes.append((held, {"until": days[0]}))
        line.changes.append(["园区", str(held.park), str(park)])
        line.about.append(held.park)
        settle(line, held.enterprise, park, days, desk)


def short(text):
    """A name for all rows with the same text."""
    return hashlib.sha256(local(text).encode()).hexdigest()[:12]
