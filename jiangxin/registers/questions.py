"""The questions of a table that wait for a person, gathered: rows that are alike stand together."""

from dataclasses import dataclass, field

SAMPLES = 5

# Rows of these differ in their names, and can still be decided upon alike: title, and options.
ALIKE = {
    "renamed": (
        "代码相同，名称不同",
        {"rename": "都更名为表里的名称", "keep": "都还用登记的名称", "leave": "都不导入"},
    ),
    "moved": (
        "登记的是另一个园区",
        {"move": "都迁到表里的园区", "keep": "都还在原来的园区", "leave": "都不导入"},
    ),
    "rejoined": ("登记的是另一家工会", {"change": "都改隶到表里的工会", "leave": "都不导入"}),
    "refiled": ("这一天已填过别的数", {"replace": "都换成表里的数", "leave": "都不导入"}),
}


@dataclass
class Group:
    """Rows with one question: `question` is that of the first of them."""

    key: str
    question: dict
    rows: int = 0
    open: int = 0
    samples: list = field(default_factory=list)  # (row number, what is asked of it)

    @property
    def title(self):
        alike = ALIKE.get(self.question["name"])
        return alike[0] if alike else self.question["ask"]

    @property
    def varies(self):
        """Does each of its rows ask in words of its own?"""
        return self.question["name"] in ALIKE


def groups_of(rows):
    """The groups of these rows, open ones and large ones first. One query."""
    found = {}
    asking = rows.exclude(asks=[]).exclude(kind="refused").order_by("number")
    for number, verdict in asking.values_list("number", "verdict"):
        for question in verdict["questions"]:
            group = found.setdefault(question["group"], Group(question["group"], question))
            group.rows += 1
            group.open += question["open"]
            if len(group.samples) < SAMPLES:
                group.samples.append((number, question["ask"]))
    return sorted(found.values(), key=lambda group: (not group.open, -group.rows))


def question_of(row, group):
    """This row's question of a group."""
    return next(one for one in row.questions if one["group"] == group)
