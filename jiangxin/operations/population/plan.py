"""The whole city as a plan in memory. Everything has a number; nothing is written yet."""

from functools import cached_property

from jiangxin.lib.refusal import Refusal
from jiangxin.operations.population.dice import Shares
from jiangxin.operations.population.enterprises import LEAST, Firms
from jiangxin.operations.population.offices import Offices
from jiangxin.operations.population.people import FOUNDERS, MOST, Crew
from jiangxin.operations.population.spans import on
from jiangxin.operations.population.unions import FOUNDED, Tree, lay_out

MOST_FIRMS = 99_999  # beyond which the invented credit codes have no more numbers
PER_AUTHOR = 3  # proposals


class Plan:
    """`people` includes the officers of the unions above the enterprises."""

    def __init__(self, *, people, enterprises, parks, proposals, seed, today):
        self.people, self.proposals, self.seed, self.today = people, proposals, seed, today
        self.tree = Tree()
        self.parks = lay_out(self.tree, parks, seed=seed, today=today)
        self.upper = len(self.tree.unions)  # unions above the enterprises: one officer for each
        self._must_fit(people, enterprises)
        workforce = people - self.upper
        planner = Firms(self.tree, self.parks, seed=seed, today=today)
        self.firms = planner.plan(enterprises, workforce)
        self._deal_proposals()
        self._number()
        self.offices = Offices(self)
        self.offices.man()

    def cover(self, firm, day):
        """Number of the union over an enterprise on a day: its own, a joint one, its park's."""
        own = on(firm.covers, day)
        park = on(firm.stays, day)
        return own if own is not None or park is None else on(self.parks[park].unions, day)

    @cached_property
    def account_of(self):
        """The number of the account of every person who may hold an office."""
        numbers = {n: n for n in range(self.upper)}
        for firm in self.firms:
            numbers |= {firm.first + i: firm.first_account + i for i in range(FOUNDERS)}
        return numbers

    def _must_fit(self, people, enterprises):
        least = self.upper + LEAST * enterprises
        if not 0 < enterprises <= MOST_FIRMS:
            raise Refusal(f"企业数应在 1 到 {MOST_FIRMS:,} 之间。没有写入任何数据。")
        if not least <= people <= MOST:
            raise Refusal(
                f"{enterprises:,} 家企业和 {self.upper} 家上级工会需要 {least:,} 到 {MOST:,} 人。"
                "没有写入任何数据。"
            )

    def _deal_proposals(self):
        covered = [self.cover(firm, self.today) is not None for firm in self.firms]
        weights = [f.working * ok for f, ok in zip(self.firms, covered, strict=True)]
        shares = Shares(self.proposals, weights)
        for firm, weight in zip(self.firms, weights, strict=True):
            firm.proposals = shares.deal(weight)
            authors = min(firm.working - FOUNDERS, -(-firm.proposals // PER_AUTHOR) + 1)
            firm.accounts = FOUNDERS + (authors if firm.proposals else 0)

    def _number(self):
        """Officers first, then enterprise by enterprise: persons, and those with an account."""
        officers = Crew(None, FOUNDED.toordinal(), 0, self.upper, 0, self.upper, 0)
        person = account = self.upper
        self.crews = []
        for firm in self.firms:
            firm.first, firm.first_account = person, account
            crew = Crew(
                firm.number, firm.since.toordinal(), person, firm.working, firm.left,
                firm.accounts, account,
            )  # fmt: skip
            self.crews.append(crew)
            person, account = person + firm.people, account + firm.accounts
        self.officers, self.accounts = officers, account
