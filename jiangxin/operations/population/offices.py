"""Who holds which office in the city, from when, and what was filed by whom: plans and rows."""

from datetime import date, datetime, time, timedelta

from jiangxin.lib.clock import CHINA
from jiangxin.operations.population.dice import Dice
from jiangxin.operations.population.people import FOUNDERS, hired
from jiangxin.operations.population.spans import Span, moved, on, some_day
from jiangxin.operations.population.unions import FEDERATION, FOUNDED
from jiangxin.organisations.models import Office

TERMS = ["department", "since", "until", "granted_by"]
OFFICE = ["user", "role", "organisation", "enterprise", *TERMS]
HEADCOUNT = ["enterprise", "as_of", "workers", "frontline", "members", "filed_by", "filed_at"]
HALF_YEARS = 6  # of headcounts: three years
DEPARTMENT = "经济工作部"
Role = Office.Role


class Offices:
    """The stewards of every union, and in enterprises chairs and personnel officers.

    The stewards of unions above the enterprises have the numbers of their unions; those of an
    enterprise's union work there. A few have handed over to a colleague.
    """

    def __init__(self, plan):
        self.plan = plan
        self.filers = {}  # enterprise: number of the account of its personnel officer

    def man(self):
        """Plan the stewards, before any row is written."""
        for union in self.plan.tree.unions[: self.plan.upper]:
            union.stewards = [Span(union.number, FOUNDED)]
        for firm, crew in zip(self.plan.firms, self.plan.crews, strict=True):
            if firm.leads is not None:
                union = self.plan.tree.unions[firm.leads]
                union.stewards = self.stewards(firm, crew, union.under[0].since)

    def stewards(self, firm, crew, begin):
        """The first of the crew; in some unions the second came before."""
        first, second = (max(begin, self.began(crew, place)) for place in range(FOUNDERS))
        dice = Dice(self.plan.seed, "steward", firm.number)
        day = some_day(dice, self.plan.today - timedelta(days=700), self.plan.today)
        if dice.chance(10) and max(first, second) < day:
            return moved(firm.first + 1, firm.first, second, day)
        return [Span(firm.first, first)]

    def began(self, crew, place):
        today = self.plan.today.toordinal()
        return date.fromordinal(hired(self.plan.seed, crew.first + place, crew, place, today))

    def rows(self, keys):
        """Values of OFFICE."""
        chief = keys.user(0)
        for union in self.plan.tree.unions:
            department = DEPARTMENT if union.number == FEDERATION else ""
            for person, since, until in union.stewards:
                account = keys.user(self.plan.account_of[person])
                place = (keys.union(union.number), None, department, since, until, chief)
                yield account, Role.STEWARD, *place
        for firm, crew in zip(self.plan.firms, self.plan.crews, strict=True):
            dice = Dice(self.plan.seed, "offices", firm.number)
            account, since = keys.user(firm.first_account + 1), self.began(crew, 1)
            if firm.leads is not None and dice.chance(40):
                begin = max(since, self.plan.tree.unions[firm.leads].under[0].since)
                union = keys.union(firm.leads)
                yield account, Role.CHAIR, union, None, "", begin, None, chief
            if dice.chance(30):
                self.filers[firm.number] = firm.first_account + 1
                enterprise = keys.firm(firm.number)
                yield account, Role.PERSONNEL, None, enterprise, "", since, None, chief

    def headcounts(self, keys):
        """Values of HEADCOUNT, twice a year, by the steward of the union or by personnel."""
        today = self.plan.today
        ends = [date(y, m, d) for y in range(today.year - 4, today.year + 1)
                for m, d in ((6, 30), (12, 31))]  # fmt: skip
        ends = [end for end in ends if end <= today - timedelta(days=25)][-HALF_YEARS:]
        for firm in self.plan.firms:
            filer = self.filer(firm)
            if filer is None:
                continue
            for age, end in enumerate(reversed(ends)):
                if end >= firm.since:
                    yield self.headcount(keys, firm, end, age, filer)

    def headcount(self, keys, firm, end, age, filer):
        dice = Dice(self.plan.seed, "headcount", firm.number, age)
        now = firm.working
        workers = now if age == 0 else max(1, now * (100 - 3 * age + dice.below(7)) // 100)
        frontline, members = workers * (70 + dice.below(20)) // 100, workers * 4 // 5
        filed = datetime.combine(end, time(9, dice.below(60)), CHINA)
        filed += timedelta(days=1 + dice.below(20))
        key = keys.firm(firm.number)
        return key, end, workers, frontline, members, keys.user(filer), filed

    def filer(self, firm):
        """Number of an account, or None where nobody would file."""
        union = self.plan.cover(firm, self.plan.today)
        if union is None:
            return self.filers.get(firm.number)
        return self.plan.account_of[on(self.plan.tree.unions[union].stewards, self.plan.today)]
