from django.db.models import Q

from jiangxin.lib import clock
from jiangxin.lib.refusal import Refusal
from jiangxin.organisations.models.affiliation import Affiliation
from jiangxin.organisations.models.change import Change
from jiangxin.organisations.models.closing import Closing, lasting
from jiangxin.organisations.models.former_name import Named
from jiangxin.organisations.models.succession import Succession
from jiangxin.organisations.models.tenancy import Tenancy


class EnterpriseMoves(Named, Closing):
    """What can happen to an enterprise over the years. Each verb answers with its Change."""

    def move_park(self, park, *, by, on=None):
        """迁园: from this day on the plant stands in another park, or in one at all."""
        on = on or clock.today()
        held = self.tenancies.on(on).for_list().first()
        if held and held.park_id == park.pk:
            raise Refusal(f"“{self}”那一天已经在“{park}”。")
        kind, left = ("迁园", [held.park]) if held else ("入驻", [])
        new = Tenancy(enterprise=self, park=park, by=by)
        title, about = f"“{self}”{kind}：{park}", [self, park, *left]
        with Change.making(kind, by=by, on=on, title=title, about=about) as change:
            return change.replace(held, new)

    def leave_park(self, *, by, on=None):
        """离园: from this day on it stands in no park."""
        on = on or clock.today()
        held = self.tenancies.on(on).for_list().first()
        if held is None:
            raise Refusal(f"“{self}”那一天没有入驻园区。")
        title, about = f"“{self}”离开“{held.park}”", [self, held.park]
        with Change.making("离园", by=by, on=on, title=title, about=about) as change:
            return change.replace(held, None)

    def change_union(self, organisation, *, by, on=None):
        """改隶: from this day on another union covers it, or one at all."""
        return Affiliation.change(self, organisation, by=by, on=on)

    def leave_union(self, *, by, on=None):
        """脱离工会: from this day on no union covers it by itself; the park's may."""
        return Affiliation.cease(self, by=by, on=on)

    def split(self, name, credit_code, *, by, on=None, address=""):
        """分立: from this day on a part of it is an enterprise of its own.

        The new one has the same ownership, stands in the same park and has the same union.
        """
        on = on or clock.today()
        new = type(self).drafted(name, credit_code, self.ownership, address=address)
        union, park = self.own_union(on), self.park(on)
        about = [self, new, *filter(None, [union, park])]
        title = f"“{new}”从“{self}”分立"
        with Change.making("分立", by=by, on=on, title=title, about=about) as change:
            self.refuse_if_closed()
            change.begin(new)
            kind = Succession.Kind.SPLIT
            change.begin(Succession(predecessor=self, successor=new, kind=kind, on=on))
            for relation in (self.tenancies, self.affiliations):
                for past in relation.filter(until__lte=on):
                    change.lean_on(past)  # its end taken back, the new one would have it too
                for held in lasting(relation, on):
                    change.lean_on(held)
                    change.begin(held.continued_by(new, on, by=by))
        return change

    def merge_into(self, other, *, by, on=None):
        """合并: from this day on it is a part of another enterprise, and closed."""
        on = on or clock.today()
        if other.pk == self.pk:
            raise Refusal(f"“{self}”不能并入自己。")
        title, about = f"“{self}”并入“{other}”", [self, other, *self._around(on)]
        with Change.making("合并", by=by, on=on, title=title, about=about) as change:
            self.wind_up(change, self.tenancies, self.affiliations)
            kind = Succession.Kind.MERGER
            change.begin(Succession(predecessor=self, successor=other, kind=kind, on=on))
        return change

    def close(self, *, by, on=None):
        """关闭: from this day on there is no such enterprise; union, park and offices end."""
        on = on or clock.today()
        about = [self, *self._around(on)]
        with Change.making("关闭", by=by, on=on, title=f"“{self}”关闭", about=about) as change:
            self.wind_up(change, self.tenancies, self.affiliations)
        return change

    def lineages(self):
        """沿革: out of what it came, and what came of it."""
        own = Q(predecessor=self) | Q(successor=self)
        known = Succession.objects.filter(own).select_related("predecessor", "successor")
        return known.order_by("on", "id")

    def _around(self, on):
        """Its union and its park of a day."""
        return [place for place in (self.own_union(on), self.park(on)) if place]
