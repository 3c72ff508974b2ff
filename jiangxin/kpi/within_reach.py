"""How far a reader sees into the rows of a figure, and what stands there instead of the rest.

Whoever opens a figure leads its place. Row by row they see:

* 职工: those who work today where their offices reach, as on the lists of workers. Who took part
  here and works elsewhere or nowhere now is beyond it;
* 建议: those that their offices reach, as on the lists of proposals;
* 企业、园区: all. They stood, on the figure's own day, in the place that the reader leads.

What is beyond is counted, and the level below stands for it, each place with its own figure:

* of the federation, a district or a town: the unions directly below, down to park and 街镇;
* of a park's union: its parks; of a park, and of a union with neither: its enterprises that took
  part;
* of an enterprise: nothing. Below it are only persons.
"""

from pyroaring import BitMap

from jiangxin.kpi.rows import Sort
from jiangxin.lib.any_of import AnyOf
from jiangxin.organisations.models import Office, Organisation, Park
from jiangxin.people.models import Employment
from jiangxin.proposals.models import Proposal

MANY = 12_000  # people, from which it is shorter to read all jobs in reach off their index


def within_reach(user, part):
    """The keys of those rows of a part that this reader sees."""
    if Office.objects.reach_of(user).is_everywhere():
        return part.keys
    if part.sort == Sort.PEOPLE:
        jobs = Employment.objects.led_by(user)
        if len(part.keys) < MANY:
            jobs = jobs.filter(AnyOf("person", part.keys))
        return part.keys & BitMap(list(jobs.values_list("person", flat=True)))
    if part.sort == Sort.ENTRIES:
        rows = Proposal.objects.led_by(user).filter(AnyOf("journey", part.keys))
        return BitMap(list(rows.values_list("journey", flat=True)))
    return part.keys


def below(reading, code):
    """(kind of its addresses, keys) of the places one level below that of a reading."""
    thing, day = reading.place.thing, reading.day
    if isinstance(thing, Organisation):
        unions = Organisation.objects.branches_of(thing, day)
        unions = unions.exclude(tier=Organisation.Tier.ENTERPRISE)
        for kind, rows in (("unions", unions), ("parks", Park.objects.of_union(thing, day))):
            if keys := list(rows.values_list("pk", flat=True)):
                return kind, BitMap(keys)
    active = reading.counting.enterprises(reading.kinds(code))
    return "enterprises", BitMap() if reading.place.kind == "enterprise" else active
