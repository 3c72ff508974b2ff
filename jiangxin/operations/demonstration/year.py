"""What happened in the fictional city over the last months: proposals on their way."""

from datetime import timedelta

from jiangxin.lib import clock
from jiangxin.operations.demonstration import words
from jiangxin.organisations.models import Enterprise
from jiangxin.proposals.models import Proposal


class Year:
    """Submits proposals on past days and lets each travel as far as its age allows."""

    def __init__(self, city):
        self.city, self.dice = city, city.dice
        self.firms = {firm.pk: firm for firm in Enterprise.objects.all()}

    def live(self, proposals):
        for n in range(proposals):
            firm = self.dice.choice(sorted(self.firms)) if n > 5 else min(self.firms)
            days = self.dice.randrange(1, self.dice.choice([12, 30, 200]))
            age = timedelta(days=n if n < 6 else days)
            self.propose(self.firms[firm], age)

    def propose(self, firm, age):
        """One proposal, and what officers did with it since."""
        people = self.city.workers[firm.pk]
        author = people[1] if self.dice.random() < 0.2 else self.dice.choice(people[1:])
        way, problem, measure = self.dice.choice(words.WAYS)
        programme = self.dice.choice(self.city.programmes)
        with clock.shifted(-age):
            proposal = Proposal.draft(
                programme=programme,
                author=author,
                title=f"{self.dice.choice(words.THINGS)}{way}",
                category=self.dice.choice(list(programme.categories.all())),
                answers={
                    "problem": problem,
                    "measure": measure,
                    "effect": self.dice.choice(words.EFFECTS),
                },
            )
            if self.dice.random() < 0.95:
                proposal.submit(by=author.account())
        self.travel(proposal, age)

    def travel(self, proposal, age):
        """Each gate takes its officer some days; what is young still waits."""
        while proposal.journey.keeper_id and proposal.journey.status == "under_way":
            age -= timedelta(days=self.dice.randint(2, 16), hours=self.dice.randint(0, 9))
            if age <= timedelta(0):
                return
            with clock.shifted(-age):
                self.decide(proposal)

    def decide(self, proposal):
        steward = self.city.stewards[proposal.journey.keeper_id].account()
        luck = self.dice.random()
        if luck < 0.08:
            proposal.hand_back(by=steward, remark=self.dice.choice(words.RETURNS))
        elif luck < 0.18:
            reason = proposal.journey.programme.reasons.order_by("position").first()
            remark = "与去年推广的做法相同，可以一起用。"
            proposal.reject(by=steward, reason=reason.name, remark=remark)
        else:
            proposal.pass_on(by=steward, remark=self.dice.choice(words.REMARKS))
