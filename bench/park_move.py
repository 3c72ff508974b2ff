"""A park of 200 enterprises gets another union, and is merged into another park: 2 s at most.

    python -m bench.park_move [--enterprises 200]

By the verbs that an officer uses: first what it would do (previewed), then confirmed. Afterwards
both are undone, so that the city of `bench.register`, on which it works, stays as it was.
"""

import argparse
import sys
import time
from datetime import timedelta

from bench.report import Report
from jiangxin.accounts.models import User
from jiangxin.lib import clock
from jiangxin.organisations.models import Change, Enterprise, Office, Organisation, Park, Tenancy
from jiangxin.organisations.models.change import print_of

SECONDS = 2
NAME = "基准园区{}家"


def park_of(count, by):
    """A park with so many enterprises, made for this bench when it was not there."""
    park = Park.objects.filter(name=NAME.format(count)).first()
    if park is None:
        long_ago = clock.today() - timedelta(days=365)
        park = Park.open(NAME.format(count), Park.Kind.INDUSTRIAL, "浦东新区", by=by)
        union = Organisation.objects.filter(tier=Organisation.Tier.PARK).order_by("pk").first()
        park.join(union, by=by, on=long_ago)
        homeless = Enterprise.objects.exclude(pk__in=Tenancy.objects.values("enterprise"))
        rows = [
            Tenancy(enterprise=enterprise, park=park, since=long_ago, by=by)
            for enterprise in homeless.order_by("pk")[:count]
        ]
        Tenancy.objects.bulk_create(rows)
    standing = park.enterprises().count()
    assert standing == count, f"{standing} enterprises in the park, not {count}"
    return park


def timed(verb, *args, **kwargs):
    began = time.perf_counter()
    result = verb(*args, **kwargs)
    return time.perf_counter() - began, result


def measure(name, verb, by, report):
    previewed, sentences = timed(Change.preview, verb)
    moved, change = timed(Change.confirmed, verb, print_of(sentences))
    undone, _ = timed(change.undo, by=by)
    report.figure(f"{name}: previewed", previewed, unit="s")
    report.figure(f"{name}: done", moved, SECONDS, "s")
    report.figure(f"{name}: undone", undone, unit="s")
    return sentences


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--enterprises", type=int, default=200)
    count = options.parse_args().enterprises
    top = Office.objects.today().filter(organisation__depth=0).order_by("pk").first()
    by = User.objects.get(pk=top.user_id)
    park = park_of(count, by)
    others = Organisation.objects.filter(tier=Organisation.Tier.PARK)
    union = others.exclude(pk=park.union().pk).order_by("pk").last()
    other = Park.objects.exclude(pk=park.pk).filter(closed_on=None).order_by("pk").first()
    report = Report("park_move", enterprises=count, in_all=Enterprise.objects.count())

    def hang():
        return Park.objects.get(pk=park.pk).change_union(union, by=by)

    def merge():
        return Park.objects.get(pk=park.pk).merge_into(other, by=by)

    measure(f"a park of {count} gets another union", hang, by, report)
    told = measure(f"a park of {count} merged into another", merge, by, report)
    assert len(told) >= 2 * count, "every enterprise leaves one park and enters another"
    sys.exit(0 if report.keep() else 1)


if __name__ == "__main__":
    main()
