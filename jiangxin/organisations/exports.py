"""The lists of the register as files: what stands in their columns, and which rows they have."""

from django.db.models import OuterRef, Q, Subquery

from jiangxin.documents.table import Table
from jiangxin.organisations.models import (
    Affiliation,
    Enterprise,
    Headcount,
    Office,
    Organisation,
    Park,
    Placement,
    Tenancy,
)
from jiangxin.organisations.permits import changes_known_to

ORGANISATION = {
    "工会": lambda union: union.name,
    "层级": lambda union: union.get_tier_display(),
    "上级": lambda union: union.parent_name,
    "关闭": lambda union: union.closed_on,
}
ENTERPRISE = {
    "企业": lambda enterprise: enterprise.name,
    "统一社会信用代码": lambda enterprise: enterprise.credit_code,
    "所有制": lambda enterprise: enterprise.get_ownership_display(),
    "地址": lambda enterprise: enterprise.address,
    "覆盖它的工会": lambda enterprise: enterprise.union_name,
    "园区": lambda enterprise: enterprise.park_name,
    "在册职工（自报）": lambda enterprise: enterprise.workers,
    "截至": lambda enterprise: enterprise.filed_on,
    "关闭": lambda enterprise: enterprise.closed_on,
}
PARK = {
    "园区": lambda park: park.name,
    "类型": lambda park: park.get_kind_display(),
    "所在区": lambda park: park.district,
    "列入计划名单": lambda park: park.enrolled_on,
    "园区工会": lambda park: park.union_name,
    "关闭": lambda park: park.closed_on,
}
DAYS = {"从": lambda row: row.since, "最后一天": lambda row: row.last_on}
OFFICE = {
    "姓名": lambda office: office.user.name,
    "职务": lambda office: office.get_role_display(),
    "工会或企业": lambda office: office.place.name,
    "部门": lambda office: office.department,
    **DAYS,
    "任命人": lambda office: office.granted_by.name if office.granted_by else "",
}
HEADCOUNT = {
    "企业": lambda filed: filed.enterprise.name,
    "统一社会信用代码": lambda filed: filed.enterprise.credit_code,
    "截至": lambda filed: filed.as_of,
    "在册职工（自报）": lambda filed: filed.workers,
    "一线职工": lambda filed: filed.frontline,
    "工会会员": lambda filed: filed.members,
    "填报人": lambda filed: filed.filed_by.name,
    "填报时间": lambda filed: filed.filed_at,
}
TENANCY = {
    "企业": lambda row: row.enterprise.name,
    "统一社会信用代码": lambda row: row.enterprise.credit_code,
    "园区": lambda row: row.park.name,
    **DAYS,
}
AFFILIATION = {
    "企业或园区": lambda row: (row.enterprise or row.park).name,
    "类型": lambda row: "企业" if row.enterprise else "园区",
    "隶属的工会": lambda row: row.organisation.name,
    **DAYS,
}
CHANGE = {
    "变动": lambda change: change.kind,
    "内容": lambda change: change.title,
    "生效": lambda change: change.effective_on,
    "办理人": lambda change: change.by.name if change.by else "",
    "办理时间": lambda change: change.made_at,
    "撤销人": lambda change: change.undone_by.name if change.undone_by else "",
    "撤销时间": lambda change: change.undone_at,
}


def organisations(user, *, q="", **_):
    """工会组织: the tree from above to below; with words, the unions named so."""
    held = Placement.objects.today().filter(organisation=OuterRef("pk"))
    seen = Organisation.objects.visible_to(user)
    chosen = seen.named(q).order_by("name", "id") if q else seen.order_by("path")
    chosen = chosen if q else chosen.filter(closed_on=None)  # the tree has no place for those
    rows = chosen.annotate(parent_name=Subquery(held.values("parent__name")[:1]))
    return Table("工会组织", ORGANISATION, rows)


def enterprises(user, *, q="", under=None):
    found = Enterprise.objects.visible_to(user)
    union = Organisation.objects.visible_to(user).filter(pk=under).first()
    found = found.covered_by(union) if union else found
    found = found.named(q) if q else found
    return Table("企业", ENTERPRISE, found.for_list().order_by("name", "id"))


def parks(user, *, q="", **_):
    held = Affiliation.objects.today().filter(park=OuterRef("pk"))
    found = Park.objects.visible_to(user)
    found = (found.named(q) if q else found).order_by("name", "id")
    rows = found.annotate(union_name=Subquery(held.values("organisation__name")[:1]))
    return Table("园区", PARK, rows)


def offices(user):
    """任职: who holds what today, where the user's own offices reach."""
    held = Office.objects.visible_to(user).today().for_list()
    return Table("任职", OFFICE, held.order_by("organisation__path", "enterprise__name", "id"))


def headcounts(user):
    """在册职工数: all that was ever filed by the enterprises that the user sees."""
    filed = Headcount.objects.filter(enterprise__in=Enterprise.objects.visible_to(user))
    filed = filed.select_related("enterprise", "filed_by")
    return Table(
        "在册职工数", HEADCOUNT, filed.order_by("enterprise__name", "enterprise", "-as_of")
    )


def tenancies(user):
    """入驻: in which parks the enterprises that the user sees stand, and stood."""
    held = Tenancy.objects.filter(enterprise__in=Enterprise.objects.visible_to(user))
    return Table(
        "入驻", TENANCY, held.for_list().order_by("enterprise__name", "enterprise", "-since")
    )


def affiliations(user):
    """隶属: which unions cover the enterprises and have the parks that the user sees, and had."""
    seen = Q(enterprise__in=Enterprise.objects.visible_to(user).values("pk"))
    seen |= Q(park__in=Park.objects.visible_to(user).values("pk"))
    held = Affiliation.objects.filter(seen).for_list()
    return Table("隶属", AFFILIATION, held.order_by("enterprise", "park", "-since"))


def changes(user):
    """变动记录: of what the user leads, the latest first."""
    made = changes_known_to(user).select_related("by", "undone_by")
    return Table("变动记录", CHANGE, made.order_by("-id"))
