from uuid import uuid4

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat, Substr
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import Refusal
from jiangxin.organisations.models.change import Change, lock
from jiangxin.organisations.models.closing import Closing, lasting
from jiangxin.organisations.models.former_name import Named, then_named
from jiangxin.organisations.models.office import Office
from jiangxin.organisations.models.placement import Placement, keys_under, lineage_on
from jiangxin.organisations.models.reach import is_top


class OrganisationQuerySet(models.QuerySet):
    def under(self, top):
        """The organisation itself and everything below it."""
        return self.filter(path__startswith=top.path)

    def under_on(self, top, day):
        """The organisation itself and everything that stood below it on a day."""
        return self.filter(pk__in=keys_under(top.pk, day))

    def led_by(self, user, on=None):
        """Every organisation in which the user holds an office today, and all below those."""
        return self.reached(Office.objects.reach_of(user, on))

    visible_to = led_by

    def reached(self, reach):
        return self.filter(reach.below("path"))

    def tops_for(self, user):
        """Where the part of the tree begins that this user sees: at the places of their offices."""
        paths = set(Office.objects.reach_of(user).paths)
        inner = {path for path in paths if any(path != p and path.startswith(p) for p in paths)}
        return self.filter(path__in=paths - inner)

    def above(self, bottom):
        """The organisation itself and everything above it, the nearest first."""
        return self.filter(pk__in=bottom.lineage()).order_by("-depth")

    def branches_of(self, organisation, on=None):
        """Those directly below it on a day."""
        placed = Placement.objects.on(on or clock.today()).filter(parent=organisation)
        return self.filter(pk__in=placed.values("organisation"))

    def named(self, text):
        """Those with these words in their name."""
        return self.filter(name__contains=text)

    def for_tree(self):
        """Each knows whether it `has_branches`."""
        branch = Placement.objects.today().filter(parent=OuterRef("pk"))
        return self.annotate(has_branches=Exists(branch))

    def as_of(self, day):
        """Each knows its `name_then`, whether it `was_there` and whether it `had_branches`."""
        placed = Placement.objects.on(day)
        is_top = Q(tier=Organisation.Tier.FEDERATION)
        return self.annotate(
            name_then=then_named("organisation", day),
            was_there=Q(Exists(placed.filter(organisation=OuterRef("pk")))) | is_top,
            had_branches=Exists(placed.filter(parent=OuterRef("pk"))),
        )


class Organisation(Named, Closing, models.Model):
    """工会组织: one node of the union tree, from the federation down to an enterprise's union."""

    class Tier(models.TextChoices):
        # 上海市工会条例 第9条; “区县局（产业）工会” is one tier of peers (domain.md §9)
        FEDERATION = "federation", "市总工会"
        BUREAU = "bureau", "区县局（产业）工会"
        TOWN = "town", "街镇总工会"
        PARK = "park", "园区联合工会"
        ENTERPRISE = "enterprise", "企业工会"

    name = models.CharField("名称", max_length=120)
    tier = models.CharField("层级", max_length=10, choices=Tier)
    # A cache of today's placements: no figure about another day may read it.
    path = models.CharField(max_length=255, unique=True, editable=False)
    depth = models.PositiveSmallIntegerField(default=0, editable=False)
    closed_on = models.DateField("关闭", null=True, blank=True)  # the first day without it

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tier"],
                condition=Q(tier="federation"),
                name="one_federation",
                violation_error_message="市总工会已经有了，一个平台只有一家。",
            )
        ]
        indexes = [models.Index(fields=["name", "id"], name="organisations_by_name")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("organisations:organisation", args=[self.pk])

    @classmethod
    @transaction.atomic
    def found(cls, name, tier, *, by, under=None, on=None):
        """Create an organisation at its place in the tree; only a federation stands under none."""
        if under is None and tier != cls.Tier.FEDERATION:
            raise Refusal(f"建立“{name}”要先选它的上级工会。")
        new = cls.drafted(name, tier)
        new.save(force_insert=True)
        new._stand_under(None)
        leave_trace("建立", new, by=by)
        if under:
            new.place(under, by=by, on=on)
        return new

    @classmethod
    def drafted(cls, name, tier):
        """One that is not in the register yet; its path is written when it is placed."""
        return cls(name=name, tier=tier, path=f"?{uuid4()}")

    @transaction.atomic
    def place(self, parent, *, by, on=None):
        """Stand under another organisation from this day on; refused while it has a parent."""
        today = clock.today()
        on = on or today
        if on > today:
            raise Refusal("隶属关系的起始日不能晚于今天。")
        lock([self, parent])
        new = Placement(organisation=self, parent=parent, since=on, by=by)
        new.refuse_if_wrong()
        new.save(force_insert=True)
        self.stand_as_placed()
        leave_trace("隶属", new, by=by, parent=parent.pk, since=str(on))
        return new

    def parent(self, on=None):
        """The organisation above it on a day, or None."""
        held = self.placements.on(on or clock.today()).select_related("parent").first()
        return held.parent if held else None

    def move(self, parent, *, by, on=None):
        """改上级: from this day on it stands under another union, with all that is below it."""
        on = on or clock.today()
        held = self.placements.on(on).select_related("parent").first()
        if held is None or held.parent_id == parent.pk:
            raise Refusal(
                f"“{self}”那一天的上级就是“{parent}”。" if held else f"“{self}”那一天没有上级工会。"
            )
        title, about = f"“{self}”改上级：{parent}", [self, parent, held.parent]
        with Change.making("改上级", by=by, on=on, title=title, about=about) as change:
            change.replace(held, Placement(organisation=self, parent=parent, by=by))
            if below := Organisation.objects.under(self).count() - 1:
                change.note(f"“{self}”下面的 {below} 家工会跟着它，各自的上级不变")
        return change

    def close(self, *, by, on=None):
        """关闭: from this day on there is no such union. What it led has gone elsewhere before."""
        on = on or clock.today()
        held = self.placements.on(on).select_related("parent").first()
        if self.is_federation():
            raise Refusal("市总工会不能关闭。")
        about = [self, *([held.parent] if held else [])]
        with Change.making("关闭", by=by, on=on, title=f"“{self}”关闭", about=about) as change:
            below, covered = lasting(self.branches, on), lasting(self.affiliations, on)
            if left := [*below, *covered]:
                raise Refusal(
                    f"那一天“{self}”还有下属工会 {len(below)} 家，覆盖企业或园区 {len(covered)} 个"
                    f"（如“{left[0]}”），请先办它们的改上级、改隶。"
                )
            self.wind_up(change, self.placements)
        return change

    @staticmethod
    def hold_all():
        """Of two who move unions, one waits: each could make a circle that the other cannot see."""
        federation = Organisation.objects.filter(tier=Organisation.Tier.FEDERATION)
        list(federation.select_for_update(no_key=True).values_list("pk"))

    def stand_as_placed(self):
        """Write today's path anew. A closed union keeps its last place, and moves with it."""
        last = self.placements.select_related("parent").order_by("since").last()
        self.refresh_from_db(fields=["path", "depth"])
        self._stand_under(last.parent if last else None)

    @classmethod
    def stand_all(cls, unions):
        """Write the paths of many that have nothing below them but one another."""
        inside = {union.pk: union for union in unions}
        last = Placement.objects.filter(organisation__in=inside).order_by("since", "id")
        above = dict(last.values_list("organisation", "parent"))
        outside = set(above.values()) - inside.keys()
        known = dict(cls.objects.filter(pk__in=outside).values_list("pk", "path"))

        def path(key):  # no circle: that was looked at before
            if key not in known:
                known[key] = f"{path(above[key]) if key in above else '/'}{key}/"
            return known[key]

        for union in unions:
            union.path = path(union.pk)
            union.depth = union.path.count("/") - 2
        cls.objects.bulk_update(unions, ["path", "depth"], batch_size=1_000)

    def lineage(self):
        """The keys of this organisation and of all above it today, from the top."""
        return [int(key) for key in self.path.strip("/").split("/")]

    def lineage_on(self, day):
        """The same on another day, by the placements of that day. One query."""
        return lineage_on(self.pk, day)

    def is_federation(self):
        return is_top(self.path)

    def contains(self, other):
        return other.path.startswith(self.path)

    def may_stand_over(self, tier):
        """Tiers go down, and none of them must be there; an enterprise may have unions below."""
        order = list(self.Tier)
        return order.index(self.tier) < order.index(tier) or tier == self.Tier.ENTERPRISE

    def way_from(self, office, on):
        """Why this office sees it, as a sentence; "" if it does not."""
        if office.organisation is None or not office.organisation.contains(self):
            return ""
        if office.organisation_id == self.pk:
            return "这就是您任职的工会。"
        return "这家工会在您任职的工会之下：您能看，办理由各级自己做。"

    def _stand_under(self, parent):
        """Write the path of today, its own and that of everything below it."""
        old, depth = self.path, self.depth
        self.path = f"{parent.path if parent else '/'}{self.pk}/"
        self.depth = parent.depth + 1 if parent else 0
        Organisation.objects.filter(path__startswith=old).update(
            path=Concat(Value(self.path), Substr("path", len(old) + 1)),
            depth=F("depth") + self.depth - depth,
        )
