"""What the enterprises of the fictional city declare of their workforce, and who confirms it."""

from collections import Counter

from jiangxin.lib import clock
from jiangxin.organisations.models.headcount_part import HeadcountPart
from jiangxin.portal.workforce import OTHERWISE, UNSAID, band_of_age, band_of_word

Facet = HeadcountPart.Facet
EACH_UNFILED, EACH_DIVIDED, EACH_CONFIRMED = 6, 3, 2  # every so manieth enterprise


def file(city, firm, n, rows):
    """The n-th enterprise files what its roster says; some do not, some are confirmed above."""
    if n % EACH_UNFILED == EACH_UNFILED - 1:
        return
    union, today, size = firm.union(), clock.today(), len(rows)
    filed = firm.file_headcount(
        by=city.stewards[union.pk].user,
        as_of=today,
        workers=size,
        members=size * 4 // 5,
        structure=structure_of(rows, today.year) if n % EACH_DIVIDED == 0 else None,
    )
    if n % EACH_CONFIRMED == 0:
        filed.confirm(by=city.stewards[union.parent().pk].user)


def structure_of(rows, year):
    """{facet: {band: workers}} of these facts of people, as personnel would add them up."""
    counted = {
        Facet.AGE: Counter(band_of_age(year - int(row["id_number"][6:10])) for row in rows),
        Facet.SKILL: Counter(band_of_word(Facet.SKILL, row["skill_level"]) for row in rows),
        Facet.EDUCATION: Counter(band_of_word(Facet.EDUCATION, row["education"]) for row in rows),
    }
    unknown = {UNSAID, OTHERWISE}
    return {
        facet.value: {band: n for band, n in bands.items() if band not in unknown}
        for facet, bands in counted.items()
    }
