"""The enterprises that the rows of a table name: by credit code, name or former name."""

from collections import defaultdict

from jiangxin.organisations.models import Enterprise, FormerName
from jiangxin.organisations.park_names import normal

WIDE = str.maketrans("()", "（）")


class Employers:
    """Asks once for all rows (two queries, and one more for the former names)."""

    def __init__(self, lines):
        codes = {line["code"] for line in lines if line["code"]}
        names = {form for line in lines for form in spellings(line["name"])}
        self.by_code = {e.credit_code: e for e in Enterprise.objects.filter(credit_code__in=codes)}
        self.by_name, self.formerly, self.last = defaultdict(dict), defaultdict(dict), {}
        for one in Enterprise.objects.filter(name__in=names).order_by("id"):
            self.by_name[normal(one.name)][one.pk] = one
        told = FormerName.objects.filter(enterprise__isnull=False, name__in=names)
        for former in told.select_related("enterprise").order_by("id"):
            self.formerly[normal(former.name)][former.enterprise_id] = former.enterprise

    def all(self):
        """Each of them once."""
        found = {one.pk: one for one in self.by_code.values()}
        for named in (*self.by_name.values(), *self.formerly.values()):
            found |= named
        return list(found.values())

    def is_known_as(self, enterprise, name):
        """Is it called so, or was it once?"""
        return enterprise.pk in self.by_name[normal(name)] | self.formerly[normal(name)] or (
            normal(enterprise.name) == normal(name)
        )

    def find(self, line, desk, places):
        """The enterprise of a row, or None with a sentence, or with a question, on the line.

        Of an enterprise that `under` has no say in, nothing is told but that.
        """
        if line["code"]:
            return self._by_code(line, desk, places)
        name = normal(line["name"])
        found = self.by_name[name] or self.formerly[name]
        own = [one for one in found.values() if is_known(desk, places, one)]
        if len(own) == 1:
            return own[0]
        if own:
            options = [[str(one.pk), f"{one}（{one.credit_code}）", ""] for one in own[:5]]
            group = f"which:{name}"
            told = line.ask("which", f"有几家企业都叫“{line['name']}”，是哪一家？",
                            [*options, ["leave", "这几行不导入", ""]], group=group)  # fmt: skip
            return next((one for one in own if str(one.pk) == told.get("take")), None)
        line.refuse("企业名称", *(OUTSIDE if found else UNKNOWN))
        return None

    def _by_code(self, line, desk, places):
        one = self.by_code.get(line["code"])
        if one is None:
            line.refuse("统一社会信用代码", *UNKNOWN)
        elif not is_known(desk, places, one):
            line.refuse("统一社会信用代码", *OUTSIDE)
        elif line["name"] and not self.is_known_as(one, line["name"]):
            line.refuse("企业名称", f"这个代码登记的企业叫“{one}”", "核对名称和代码")
        else:
            return one
        return None


UNKNOWN = ("登记里没有这家企业", "先登记企业，再传这一行")
OUTSIDE = ("这家企业不归这家工会决定", "请覆盖它的工会来办")


def is_known(desk, places, enterprise):
    """May its name be told here: is it led, or stands it in a park that is?"""
    return desk.has(places.own_union(enterprise)) or desk.has(places.park_union(enterprise))


def spellings(name):
    """How the same name may stand in the register: as written, and with either brackets."""
    if not name:
        return ()
    plain = name.replace("（", "(").replace("）", ")")
    return {name, plain, plain.translate(WIDE)}
