"""The people of the city: facts that every process can tell from the seed, and their rows.

319900 is no district and 154 no block of telephone numbers that is given out: the numbers check,
but belong to nobody.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from django.contrib.auth.hashers import make_password

from jiangxin.lib.numbers import IdNumber
from jiangxin.lib.pinyin import initials
from jiangxin.lib.sealed import fingerprint, seal
from jiangxin.operations.demonstration import words as demonstration
from jiangxin.operations.population import words
from jiangxin.operations.population.copying import Batch, Table
from jiangxin.operations.population.dice import Dice
from jiangxin.people.identity import ID_PURPOSE, PHONE_PURPOSE, id_tail, phone_tail

FIRST_BIRTH, BIRTHS = date(1965, 1, 1).toordinal(), 14_600  # days, up to the end of 2004
MOST = 499 * BIRTHS  # people, beyond which a day has no more numbers
MATURITY = 18 * 365 + 5  # days
MOVED = 19  # percent who may have had an earlier employer; not all of them were old enough
FOUNDERS = 2  # the first of a crew hold its offices and have been there from the beginning

PERSON = (
    ["id", "name", "initials", "id_number", "id_fingerprint", "id_tail", "phone"]
    + ["phone_fingerprint", "phone_tail", "birth_on", "sex", "education", "origin", "user"]
)  # fmt: skip
EMPLOYMENT = (
    ["person", "enterprise", "since", "until", "department", "post", "is_frontline", "skill_level"]
)  # fmt: skip
FORMER = ["person", "name", "until"]
RENAMED = 200  # one in so many had another name once
USER = ["id", "name", "password", "joined_at"]


class Crew(NamedTuple):
    """The people of one enterprise; or, without one, the officers of the unions above."""

    firm: int | None
    since: int  # ordinal of the day
    first: int
    working: int
    left: int
    accounts: int
    first_account: int


@cache
def day(ordinal):
    return date.fromordinal(ordinal).isoformat()


def name_of(seed, n):
    if n % 97 == 41:
        return demonstration.RARE[n // 97 % len(demonstration.RARE)]
    dice = Dice(seed, "name", n)
    return dice.choice(demonstration.SURNAMES) + dice.choice(demonstration.GIVEN)


def born(n):
    """The step spreads the birthdays; after one round each day is used once more."""
    return FIRST_BIRTH + n * 7919 % BIRTHS


def id_number(seed, n):
    male = Dice(seed, "sex", n).below(2)
    first17 = f"319900{day(born(n)).replace('-', '')}{n // BIRTHS * 2 + 1 + (1 - male):03d}"
    return first17 + IdNumber.check_of(first17)


def phone(n):
    return f"154{n * 48_271 % 100_000_000:08d}"  # prime to 10, so no two are alike


def hired(seed, n, crew, place, today):
    """Ordinal of the day on which somebody began where they work now, or worked last."""
    earliest = max(crew.since, born(n) + MATURITY)
    if place < FOUNDERS:
        return earliest
    return earliest + Dice(seed, "hired", n).below(today - earliest)


@dataclass(frozen=True)
class Roll:
    """What the workers must know of the whole city to write down some of its people."""

    seed: int
    today: int  # ordinal
    joined_at: str
    first_person: int  # keys
    first_user: int
    first_enterprise: int
    founded: list  # ordinal of each enterprise's first day
    tables: dict  # of Table, by a word

    def enrol(self, crews):
        """A Batch of the lines for some crews."""
        users, persons, jobs, former = [], [], [], []
        for crew in crews:
            for place in range(crew.working + crew.left):
                n = crew.first + place
                name = name_of(self.seed, n)
                account = crew.first_account + place if place < crew.accounts else None
                if account is not None:
                    users.append(self.user(account, name))
                persons.append(self.person(n, name, account))
                former += self.former_names(n, name)
                if crew.firm is not None:
                    jobs += self.employments(n, crew, place)
        return Batch.of(user=users, person=persons, employment=jobs, former=former)

    def user(self, account, name):
        joined = self.joined_at
        values = (self.first_user + account, name, make_password(None), joined)
        return self.tables["user"].line(*values)

    def person(self, n, name, account):
        dice = Dice(self.seed, "person", n)
        number, telephone = id_number(self.seed, n), phone(n)
        # Six values of two sealed numbers: hexadecimal, as COPY reads bytes.
        return (
            f"{self.first_person + n}\t{name}\t{initials(name)}"
            f"\t\\\\x{seal(number, purpose=ID_PURPOSE).hex()}"
            f"\t\\\\x{fingerprint(number, purpose=ID_PURPOSE).hex()}"
            f"\t\\\\x{id_tail(number).hex()}"
            f"\t\\\\x{seal(telephone, purpose=PHONE_PURPOSE).hex()}"
            f"\t\\\\x{fingerprint(telephone, purpose=PHONE_PURPOSE).hex()}"
            f"\t\\\\x{phone_tail(telephone).hex()}"
            f"\t{day(born(n))}\t{'男' if int(number[16]) % 2 else '女'}"
            f"\t{dice.choice(demonstration.EDUCATION)}\t{dice.choice(words.ORIGINS)}"
            f"\t{NULL if account is None else self.first_user + account}"
            f"{self.tables['person'].tail}"
        )

    def former_names(self, n, name):
        """Lines: some had another given name, until a day of the last ten years."""
        dice = Dice(self.seed, "renamed", n)
        if dice.below(RENAMED):
            return
        until = day(self.today - 30 - dice.below(3_600))
        former = name[0] + dice.choice(demonstration.GIVEN)
        if former != name:
            yield f"{self.first_person + n}\t{former}\t{until}{self.tables['former'].tail}"

    def employments(self, n, crew, place):
        """Lines: where they work, or worked last, and for some where they were before."""
        dice = Dice(self.seed, "job", n)
        since = hired(self.seed, n, crew, place, self.today)
        until = None
        if place >= crew.working:
            since = min(since, self.today - 60)
            until = max(since + 30, self.today - dice.below(700))
        lines = [self.employment(n, crew.firm, since, until, dice)]
        while place >= FOUNDERS and dice.chance(MOVED):
            until = since - dice.below(90)
            firm = dice.below(len(self.founded))
            first = max(self.founded[firm], born(n) + MATURITY)
            since = max(first, until - 60 - dice.below(1_500))
            if firm == crew.firm or until - since < 30:
                break
            lines.append(self.employment(n, firm, since, until, dice))
        return lines

    def employment(self, n, firm, since, until, dice):
        return (
            f"{self.first_person + n}\t{self.first_enterprise + firm}\t{day(since)}"
            f"\t{NULL if until is None else day(until)}"
            f"\t{dice.choice(demonstration.DEPARTMENTS)}\t{dice.choice(demonstration.POSTS)}"
            f"\t{'t' if dice.chance(80) else 'f'}\t{dice.choice(demonstration.SKILLS)}"
            f"{self.tables['employment'].tail}"
        )


NULL = r"\N"


def tables(models):
    """The targets of the rows above, from {word: model}."""
    fields = {"user": USER, "person": PERSON, "employment": EMPLOYMENT, "former": FORMER}
    return {word: Table.of(models[word], *fields[word]) for word in fields}
