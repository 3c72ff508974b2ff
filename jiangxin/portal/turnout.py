"""Who of an enterprise's workers of today took part there, and who was never reached."""

from dataclasses import dataclass

from django.db.models import Count, Q

from jiangxin.people.models import Employment
from jiangxin.portal.figures import Period
from jiangxin.programmes.models import Participation

PERIODS = {"ever": "历年", "year": "今年"}
PARTS = {"never": "还没参加过", "taken": "参加过"}


@dataclass(frozen=True)
class Turnout:
    """workers: on the register today. year, ever: of these, who took part in the enterprise."""

    workers: int
    year: int
    ever: int

    @property
    def never(self):
        return self.workers - self.ever


def acts_at(enterprise, period):
    """The standing acts in this enterprise, as the acts wrote it down; of this year or of all."""
    acts = Participation.objects.at(enterprise).standing()
    if period == "ever":
        return acts
    this_year = Period.this_year()
    return acts.between(this_year.first, this_year.last)


def turnout_of(enterprise):
    took = {period: Q(person__in=acts_at(enterprise, period).whom()) for period in PERIODS}
    numbers = {
        period: Count("person", distinct=True, filter=those) for period, those in took.items()
    }
    at_work = Employment.objects.today().filter(enterprise=enterprise, person__merged_into=None)
    return Turnout(**at_work.aggregate(workers=Count("person", distinct=True), **numbers))


def workers(user, enterprise, part, period):
    """The jobs of those who took part, or of those who did not, as far as this user may see."""
    jobs = Employment.objects.led_by(user).filter(enterprise=enterprise, person__merged_into=None)
    took = Q(person__in=acts_at(enterprise, period).whom())
    return jobs.filter(took if part == "taken" else ~took).for_list()
