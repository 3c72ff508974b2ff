"""One row of a table on its way into the register: what it says, and what it would do."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date

LEAVE = "leave"


@dataclass(slots=True)
class Line:
    """`values` and `problems` come from the row itself, all else from a match with the register.

    What a confirmation would do lies in `begins`, `writes` ((row, {field: value})) and `drops`;
    `seen` is what of the register it was read off. A line is judged anew each time.
    """

    number: int
    values: dict
    problems: list = field(default_factory=list)  # [[column, sentence, advice]]
    choices: dict = field(default_factory=dict)  # question: {"take": option, "on": day, "keep"}
    subject: object = None
    new: bool = False
    left: bool = False
    says: list = field(default_factory=list)
    changes: list = field(default_factory=list)  # [[label, before, after]]
    obstacles: list = field(default_factory=list)
    questions: list = field(default_factory=list)
    seen: list = field(default_factory=list)
    begins: list = field(default_factory=list)
    writes: list = field(default_factory=list)
    drops: list = field(default_factory=list)
    about: list = field(default_factory=list)
    days: list = field(default_factory=list)

    def __getitem__(self, name):
        return self.values.get(name) or ""

    def day(self, name):
        return date.fromisoformat(self.values[name]) if self.values.get(name) else None

    def refuse(self, column, sentence, advice):
        self.obstacles.append([column, sentence, advice])

    def ask(self, name, ask, options, **how):
        """What somebody decided, as {"take": …}, or {} while it is open.

        `options` are [value, label, why]; how: group (rows that are alike), day (may a day be
        given with it?), keep (may it be kept as an alias?).
        """
        told = self.choices.get(name) or {}
        told = told if told.get("take") in {option[0] for option in options} else {}
        how.setdefault("group", name)
        self.questions.append(
            {"name": name, "ask": ask, "options": options, "open": not told, **how}
        )
        if told.get("take") == LEAVE:
            self.left = True
        return told

    def begin(self, row):
        self.begins.append(row)
        return row

    def write(self, row, label, **fields):
        """Write what is not there yet, and show it as before and after."""
        fields = {name: value for name, value in fields.items() if getattr(row, name) != value}
        if fields:
            self.writes.append((row, fields))
            self.changes += [[label, spoken(row, name), spoken_value(row, name, value)]
                             for name, value in fields.items()]  # fmt: skip

    @property
    def is_open(self):
        """Must somebody decide before anything can be said of it?"""
        return any(question["open"] for question in self.questions)

    @property
    def kind(self):
        if self.problems or self.obstacles:
            return "refused"
        if self.left:
            return "left"
        if self.is_open:
            return "unsure"
        if self.new:
            return "new"
        return "changed" if self.begins or self.writes or self.drops else "unchanged"

    @property
    def takes(self):
        return self.kind in ("new", "changed")

    @property
    def print(self):
        """What the officer was shown, and what it was read off: another print is another row."""
        key = getattr(self.subject, "pk", None)
        told = [self.kind, key, self.says, self.changes, self.questions, self.seen]
        return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()[:32]


def spoken(row, name):
    return spoken_value(row, name, getattr(row, name))


def spoken_value(row, name, value):
    """A value of a field in words: the label of a choice, a day, a number."""
    choices = dict(row._meta.get_field(name).flatchoices)
    return "" if value is None else str(choices.get(value, value))


def dated(day):
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
