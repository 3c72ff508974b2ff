"""What happened in the fictional city over the last months: proposals on their way."""

from datetime import timedelta

from jiangxin.lib import clock
from jiangxin.operations.demonstration import words
from jiangxin.organisations.models import Enterprise
from jiangxin.proposals.models import Proposal

# What the worker of the ready sign-in finds: so many days ago, and what came of it.
SHOWN = [(40, "yes yes yes"), (30, "yes no"), (12, "yes yes"), (8, "yes"), (5, "back"), (2, "")]
SHOWN = [(age, acts.split()) for age, acts in SHOWN]


class Year:
    """Submits proposals on past days and lets each travel as far as its age allows."""

    def __init__(self, city):
        self.city, self.dice = city, city.dice
        self.firms = {firm.pk: firm for firm in Enterprise.objects.all()}

    def live(self, proposals):
        first = min(self.firms)
        for age, acts in SHOWN:
            proposal = self.propose(self.firms[first], self.city.workers[first][1], age)
            for act in acts:
                age -= 2
                with clock.shifted(-timedelta(days=age)):
                    self.act(act, proposal)
        for _ in range(proposals - len(SHOWN)):
            firm = self.firms[self.dice.choice(sorted(self.firms))]
            age = self.dice.randrange(1, self.dice.choice([12, 30, 200]))
            author = self.dice.choice(self.city.workers[firm.pk][1:])
            self.travel(self.propose(firm, author, age), timedelta(days=age))

    def propose(self, firm, author, age):
        """One proposal, so many days ago."""
        way, problem, measure = self.dice.choice(words.WAYS)
        programme = self.dice.choice(self.city.programmes)
        with clock.shifted(-timedelta(days=age)):
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
            if age > 1 or self.dice.random() < 0.8:
                proposal.submit(by=author.account())
        return proposal

    def travel(self, proposal, age):
        """Each gate takes its officer some days; what is young still waits."""
        while proposal.journey.keeper_id and proposal.journey.status == "under_way":
            age -= timedelta(days=self.dice.randint(2, 16), minutes=self.dice.randint(0, 40))
            if age <= timedelta(0):
                return
            with clock.shifted(-age):
                self.decide(proposal)

    def decide(self, proposal):
        luck = self.dice.random()
        self.act("back" if luck < 0.08 else "no" if luck < 0.18 else "yes", proposal)

    def act(self, act, proposal):
        """What the steward at whose gate it lies does: yes, back or no."""
        steward = self.city.stewards[proposal.journey.keeper_id].account()
        if act == "back":
            proposal.hand_back(by=steward, remark=self.dice.choice(words.RETURNS))
        elif act == "no":
            reason = proposal.journey.programme.reasons.order_by("position").first()
            remark = "与去年推广的做法相同，可以一起用。"
            proposal.reject(by=steward, reason=reason.name, remark=remark)
        else:
            proposal.pass_on(by=steward, remark=self.dice.choice(words.REMARKS))
