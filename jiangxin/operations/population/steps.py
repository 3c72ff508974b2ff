"""How far the building is, in numbers, for whoever waits."""

import time
from contextlib import contextmanager


class Step:
    """One step: how many rows of how many; says so at every tenth."""

    def __init__(self, word, of, say):
        self.word, self.of, self.say = word, of, say
        self.rows = self.said = 0
        self.began = time.monotonic()

    def advance(self, rows):
        self.rows += rows
        if self.rows < self.of and self.rows - self.said >= self.of / 10:
            self.said = self.rows
            self.say(f"  {self.word} {self.rows:,} / {self.of:,}，已用 {self.seconds:.1f} 秒")

    @property
    def seconds(self):
        return time.monotonic() - self.began


class Steps:
    def __init__(self, say):
        self.say = say

    @contextmanager
    def step(self, word, of=0):
        step = Step(word, of, self.say)
        yield step
        rows = f" {step.rows:,} 行，" if step.rows else "："
        self.say(f"{word}{rows}{step.seconds:.1f} 秒")
