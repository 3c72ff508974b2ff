"""Which park a name or an address means: for certain, or perhaps, and why.

A wrong certain match is the worst fault: it puts an enterprise into a park unseen. So certain is
only what a person, or the register, has said in these words; a likeness is only ever offered.
"""

import re
from dataclasses import dataclass, field

from jiangxin.organisations.models import FormerName, Park, ParkAlias, Tenancy
from jiangxin.organisations.park_names import local

MOST = 5
LIKE = 0.34  # below, two names share a pair of characters by chance
AKIN = 0.75  # from here, two names may well be of one park
SHORTEST = 2  # of what is left of a name without its kind: 张江
ORDINARY = 4  # a shorter name may stand in an address by chance
FAMILIES = {
    "industrial": ("经济技术开发区", "经济开发区", "工业开发区", "工业园区", "工业区", "工业园")
    + ("产业园区", "产业园", "开发区"),
    "high_tech": ("高新技术产业开发区", "高新技术开发区", "高新技术产业园区", "高新区")
    + ("高科技园区", "高科技园", "科技园区", "科技园", "新兴技术开发区"),
    "startup": ("创业园区", "创业园", "创业基地"),
    "farm": ("现代农业园区", "农业园区", "农业园"),
    "zone": ("园区", "园"),
}
ENDINGS = sorted(
    ((ending, family) for family, endings in FAMILIES.items() for ending in endings),
    key=lambda pair: -len(pair[0]),
)
# What is near a park, or only named after it, is not in it.
NEAR = re.compile("(?:近|临|靠近|毗邻|原|距|去往|往)$")
BESIDE = re.compile(
    "^(?:对面|旁|附近|以?[东南西北]侧|以[东南西北]|外|路|街|站|地铁|大道|公路|支路)"
)
BRANCH = re.compile("^(?:[一二三四五六七八九十]期|[东南西北]区|分区|分园|[a-z]区)")
ROAD = re.compile(r"([一-龥]{2,8}?(?:路|大道|街|公路|弄))(\d+)?(?:弄|号)?")
PLACE = re.compile(r"^.*?(?:新区|区|县|街道|镇|乡)(?=[一-龥]{2,}(?:路|大道|街|公路))")


@dataclass
class Found:
    """`park` where it is certain; else `others`: [park, why], and whether it is worth asking."""

    park: Park | None = None
    how: str = ""
    others: list = field(default_factory=list)
    strong: bool = False


class ParkFinder:
    """Knows all parks, what they were called and how else people call them: three queries."""

    def __init__(self):
        self.parks = {park.pk: park for park in Park.objects.order_by("id")}
        self.names = {}  # text: {key: how}
        self.cores = {}  # (core, family): keys
        self.starts = {}  # how an address begins: key
        self.learnt = {}  # (kind, text) of each alias: its park
        self.asked = {}
        for park in self.parks.values():
            self._known_as(local(park.name), park.pk, "")
        for former in FormerName.objects.exclude(park=None):
            self._known_as(local(former.name), former.park_id, "按曾用名")
        for alias in ParkAlias.objects.all():
            if alias.kind == ParkAlias.Kind.NAME:
                self._known_as(alias.text, alias.park_id, "按别名")
            else:
                self.starts[alias.text] = alias.park_id
            self.learnt[alias.kind, alias.text] = self.parks[alias.park_id]
        self.longest_first = sorted(self.starts, key=len, reverse=True)

    def named(self, text):
        """The park that somebody calls so."""
        asked = ("named", text)
        if asked not in self.asked:
            self.asked[asked] = self._named(local(text))
        return self.asked[asked]

    def at(self, address):
        """The park in which this address lies, if the address or what is known of it says so."""
        asked = ("at", address)
        if asked not in self.asked:
            self.asked[asked] = self._at(local(address))
        return self.asked[asked]

    def akin(self, text):
        """Those with nearly this name, whichever of its kind: 莘庄工业区, 莘庄科技园."""
        text = local(text)
        core, pairs = taken_apart(text)[0], bigrams(text)
        same = {key for (other, _), keys in self.cores.items() if other == core for key in keys}
        for name, keys in self.names.items():
            same |= keys.keys() if likeness(pairs, bigrams(name)) >= AKIN else set()
        return [self.parks[key] for key in sorted(same)][:MOST]

    def _known_as(self, text, key, how):
        self.names.setdefault(text, {}).setdefault(key, how)
        core, family = taken_apart(text)
        if family and len(core) >= SHORTEST:
            self.cores.setdefault((core, family), set()).add(key)

    def _named(self, text):
        if len(known := self.names.get(text, {})) == 1:
            return self._certain(*next(iter(known.items())))
        if (key := self._by_core(text)) is not None:
            return self._certain(key, "按名称")
        bare = without_district(text)
        if bare != text:
            known = self.names.get(bare, {})
            key = next(iter(known)) if len(known) == 1 else self._by_core(bare)
            if key is not None and text.startswith(self.parks[key].district):
                return self._certain(key, known.get(key) or "按名称")
        others = self._alike(text) or self._by_start(text)
        return Found(others=others, strong=bool(others))

    def _by_core(self, text):
        """莘庄工业园 is 莘庄工业区, if there is one of its kind and no other 莘庄."""
        core, family = taken_apart(text)
        keys = self.cores.get((core, family), set())
        same = {key for (other, _), those in self.cores.items() if other == core for key in those}
        return next(iter(keys)) if family and len(keys) == len(same) == 1 else None

    def _at(self, text):
        for start in self.longest_first:
            if begins(text, start) or begins(without_district(text), start):
                return self._certain(self.starts[start], "按地址")
        inside = self._inside(text)
        if len(inside) == 1 and not [one for one in inside if one[1]]:
            return self._certain(inside[0][0], "地址里写着它的名称")
        found = {key: "地址里有它的名称" for key, _ in inside}
        found |= {key: why for key, why in self._on_the_road(text) if key not in found}
        others = [[self.parks[key], why] for key, why in found.items()][:MOST]
        return Found(others=others, strong=any(why != "同一条路" for _, why in others))

    def _inside(self, text):
        """(key, is it doubtful?) of each park whose name stands in the address."""
        hits = []
        for name, keys in self.names.items():
            place = text.find(name) if len(name) >= ORDINARY else -1
            if place >= 0 and len(keys) == 1:
                hits.append((place, place + len(name), next(iter(keys))))
        widest = [
            hit for hit in hits
            if not any(o[0] <= hit[0] and hit[1] <= o[1] and o[:2] != hit[:2] for o in hits)
        ]  # fmt: skip
        found = {}
        for first, last, key in widest:
            before, after = text[:first], text[last:]
            doubt = NEAR.search(before) or BESIDE.match(after) or BRANCH.match(after)
            doubt = doubt or not stands_alone(before)
            found[key] = found.get(key, True) and bool(doubt)
        return list(found.items())

    def _alike(self, text):
        pairs, found = bigrams(text), {}
        for name, keys in self.names.items():
            score = likeness(pairs, bigrams(name))
            core = taken_apart(name)[0]
            if len(core) >= SHORTEST and core in text:
                score = max(score, 0.6)
            if score >= LIKE:
                why = f"名称里同样有“{shared(text, name)}”"
                for key in keys:
                    found[key] = max(found.get(key, (0, "")), (score, why))
        best = sorted(found.items(), key=lambda pair: (-pair[1][0], pair[0]))[:MOST]
        return [[self.parks[key], why] for key, (_, why) in best]

    def _by_start(self, text):
        return [[self.parks[self.starts[s]], "按地址"] for s in self.longest_first
                if begins(text, s)][:1]  # fmt: skip

    def _on_the_road(self, text):
        """Parks with aliases or tenants on this road; the same door first."""
        road, door = road_of(text)
        if not road:
            return []
        doors = self.roads.get(road, {})
        same = [(key, "同一个门牌有企业在那里") for key, numbers in doors.items()
                if door and door in numbers]  # fmt: skip
        return same + [(key, "同一条路") for key in doors if key not in dict(same)]

    @property
    def roads(self):
        """{road: {park: the doors known there}}, read when first asked for."""
        if not hasattr(self, "_roads"):
            self._roads = {}
            here = Tenancy.objects.today().exclude(enterprise__address="")
            known = list(here.values_list("park", "enterprise__address"))
            for key, address in [*known, *((key, start) for start, key in self.starts.items())]:
                road, door = road_of(local(address))
                if road:
                    self._roads.setdefault(road, {}).setdefault(key, set()).add(door)
        return self._roads

    def _certain(self, key, how):
        return Found(park=self.parks[key], how=how)


def taken_apart(text):
    """张江高科技园区 → (张江, high_tech): what a park is called, and of which kind it is."""
    for ending, family in ENDINGS:
        if text.endswith(ending) and len(text) > len(ending):
            return text[: -len(ending)], family
    return text, ""


def without_district(text):
    """浦东新区金桥经济技术开发区 → 金桥经济技术开发区."""
    return re.sub(r"^[一-龥]{2,3}?(?:新区|区|县)(?=[一-龥]{3,})", "", text)


def begins(text, start):
    """Does the address begin so, and not with a longer house number?"""
    if not start or not text.startswith(start):
        return False
    return not (start[-1].isdigit() and text[len(start) : len(start) + 1].isdigit())


def stands_alone(before):
    """Nothing but the city, a district, a town or a road stands before a park's own name."""
    return not before or bool(re.search(r"(?:市|区|县|镇|乡|街道|号|弄|路)$", before))


def road_of(text):
    """(road, house number) of an address: 申富路128号 → (申富路, 128)."""
    found = ROAD.search(PLACE.sub("", text))
    return (found[1], found[2] or "") if found else ("", "")


def bigrams(text):
    return {text[i : i + 2] for i in range(len(text) - 1)}


def likeness(one, other):
    """Dice: 1 for the same pairs of characters, 0 for none in common."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0


def shared(one, other):
    """The longest run of characters that both have."""
    runs = (one[i:j] for i in range(len(one)) for j in range(len(one), i, -1))
    return max((run for run in runs if run in other), key=len, default="")
