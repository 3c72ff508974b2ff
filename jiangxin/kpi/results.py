"""结果集: which entries were accepted, decided, finished: kept as bitmaps beside the tallies."""

from array import array

from pyroaring import BitMap

from jiangxin.kpi.models.tally import Result, read
from jiangxin.programmes.models import Programme
from jiangxin.proposals.models import Proposal


def keep_results():
    """Write those that have changed; whether there were any."""
    old = {row.of: read(row.journeys) for row in Result.objects.all()}
    new = {of: current(of) for of in Result.Of}
    changed = {of for of, journeys in new.items() if of not in old or old[of] != journeys}
    Result.objects.bulk_create(
        [Result(of=of, journeys=new[of].serialize()) for of in changed],
        update_conflicts=True,
        unique_fields=["of"],
        update_fields=["journeys"],
    )
    return bool(changed)


def current(of):
    """The keys of the journeys of which this is true now."""
    rows = {
        Result.Of.ACCEPTED: Proposal.objects.accepted(),
        Result.Of.DECIDED: Proposal.objects.decided(),
        Result.Of.FINISHED: Proposal.objects.in_use(),
        Result.Of.FIVE_SMALLS: Proposal.objects.of_kind(Programme.Kind.FIVE_SMALLS),
    }[of]
    keys = rows.order_by().values_list("journey", flat=True)
    return BitMap(array("I", keys.iterator(chunk_size=20_000)))
