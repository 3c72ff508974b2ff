"""Chance that depends on the seed and on what it is for, never on who throws first.

So each process can tell by itself how a person is called, and all of them agree.
"""

from hashlib import blake2b

ENOUGH = 1 << 64


class Dice:
    """Throws for one purpose: Dice(seed, "person", 7)."""

    __slots__ = ("digest", "left")

    def __init__(self, *purpose):
        self.digest = repr(purpose).encode()
        self._refill()

    def below(self, n):
        """A whole number from 0 to n - 1."""
        if self.left < ENOUGH:
            self._refill()
        self.left, thrown = divmod(self.left, n)
        return thrown

    def choice(self, words):
        return words[self.below(len(words))]

    def chance(self, percent):
        return self.below(100) < percent

    def weighted(self, shares):
        """One of the words of {word: percent}; the percents add up to 100."""
        return pick(shares, self.below(100))

    def _refill(self):
        self.digest = blake2b(self.digest, digest_size=32).digest()
        self.left = int.from_bytes(self.digest, "big")


class Shares:
    """A whole number of things, dealt out by weight so that all of them together are exact."""

    def __init__(self, things, weights):
        self.things, self.total = things, sum(weights) or 1
        self.dealt = self.heavy = 0

    def deal(self, weight):
        self.heavy += weight
        upto = self.things * self.heavy // self.total
        share, self.dealt = upto - self.dealt, upto
        return share


def pick(shares, mark):
    for word, share in shares.items():
        mark -= share
        if mark < 0:
            return word
    raise ValueError("the shares do not add up to 100")


def evenly(shares, n):
    """No chance at all: each 100 numbers in a row get exactly {word: percent}, well mixed."""
    return pick(shares, n * 37 % 100)
