"""结果集: which entries were accepted, decided, finished, and what they bring."""

from array import array
from itertools import compress

from django.db.models import Aggregate, BinaryField

from jiangxin.kpi.models.tally import Result, read
from jiangxin.kpi.packed import Packed, numbers, unpacked
from jiangxin.programmes.models import Programme
from jiangxin.proposals.models import Benefit, Proposal

BENEFITS = {Result.Of.EXPECTED: Benefit.Kind.EXPECTED, Result.Of.CONFIRMED: Benefit.Kind.CONFIRMED}


class InOrder(Aggregate):
    """Totals, packed in the order of the journeys to which they belong."""

    template = "string_agg(int8send(total), '' ORDER BY %(expressions)s)"
    output_field = BinaryField()


def keep_results():
    """Write those that have changed; whether there were any."""
    old = {row.of: (bytes(row.journeys), bytes(row.totals)) for row in Result.objects.all()}
    new = {of: current(of) for of in Result.Of}
    changed = {of for of in new if old.get(of) != new[of]}
    Result.objects.bulk_create(
        [Result(of=of, journeys=new[of][0], totals=new[of][1]) for of in changed],
        update_conflicts=True,
        unique_fields=["of"],
        update_fields=["journeys", "totals"],
    )
    return bool(changed)


def current(of):
    """The journeys of which this is true now, and the totals of theirs, if it has any."""
    if of in BENEFITS:
        rows = Benefit.objects.standing().of_kind(BENEFITS[of]).exclude(proposal=None)
        key = "proposal__journey"
        found = rows.aggregate(keys=Packed(key), totals=InOrder(key))
        return unpacked(found["keys"]).serialize(), bytes(found["totals"] or b"")
    rows = {
        Result.Of.ACCEPTED: Proposal.objects.accepted(),
        Result.Of.DECIDED: Proposal.objects.decided(),
        Result.Of.FINISHED: Proposal.objects.in_use(),
        Result.Of.FIVE_SMALLS: Proposal.objects.of_kind(Programme.Kind.FIVE_SMALLS),
    }[of]
    return unpacked(rows.aggregate(keys=Packed("journey"))["keys"]).serialize(), b""


def summed(row, among):
    """What the entries of a row bring that are among these: (how many they are, 分)."""
    journeys, totals = read(row.journeys), numbers("q", row.totals)
    here = journeys & among
    if here == journeys:
        return len(here), sum(totals)
    if len(here) < len(journeys) // 8:
        return len(here), sum(totals[journeys.rank(key) - 1] for key in here)
    return len(here), sum(compress(totals, (key in among for key in array("I", journeys))))
