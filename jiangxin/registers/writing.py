"""What confirmed rows do to the register: all of it in one change, a few statements a model."""

from jiangxin.organisations.models import (
    Affiliation,
    Enterprise,
    FormerName,
    Headcount,
    HeadcountPart,
    Office,
    Organisation,
    Park,
    ParkAlias,
    Placement,
    Tenancy,
)

# Things before what stands on them.
ORDER = (Organisation, Park, Enterprise, Placement, Affiliation, Tenancy, FormerName) + (
    ParkAlias,
    Headcount,
    HeadcountPart,
    Office,
)
BEGAN = {
    Organisation: "建立工会 {} 家",
    Park: "登记园区 {} 个",
    Enterprise: "登记企业 {} 家",
    Placement: "记下 {} 家工会的上级",
    Affiliation: "记下 {} 项隶属",
    Tenancy: "记下 {} 家企业入驻园区",
    FormerName: "记下 {} 个曾用名",
    ParkAlias: "记下 {} 个园区别名",
    Headcount: "填报 {} 家企业的职工数",
    HeadcountPart: "填报 {} 项职工构成",
    Office: "任命 {} 人次",
}
WROTE = {Tenancy: "{} 家企业离开原来的园区", Affiliation: "{} 项隶属结束"} | {
    Enterprise: "更新 {} 家企业",
    Park: "更新 {} 个园区",
    Headcount: "更换 {} 家企业的职工数",
}


def write(change, lines, aliases):
    """Ends and other writing first, so that what begins finds its place free."""
    for model, pairs in by_model((pair for one in lines for pair in one.writes), pick=0):
        change.write_many(joined(pairs), WROTE[model].format(len(joined(pairs))))
    for _, rows in by_model(row for one in lines for row in one.drops):
        change.drop_many(rows, f"更换 {len(rows)} 项职工构成")
    for model, rows in by_model([*(row for one in lines for row in one.begins), *aliases]):
        change.begin_many(rows, BEGAN[model].format(len(rows)))


def by_model(rows, pick=None):
    groups = {}
    for row in rows:
        groups.setdefault(type(row if pick is None else row[pick]), []).append(row)
    return sorted(groups.items(), key=lambda pair: ORDER.index(pair[0]))


def joined(pairs):
    """One writing per row, however many fields of it change."""
    found = {}
    for row, fields in pairs:
        found.setdefault(row.pk, (row, {}))[1].update(fields)
    return list(found.values())
