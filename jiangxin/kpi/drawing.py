"""A line over months as SVG: where each stroke and word stands. Drawn by kpi/trend.svg."""

from dataclasses import dataclass

WIDE, HIGH = 720, 390
LEFT, RIGHT, TOP, FOOT = 92, 574, 16, 344
STEPS = 4
APART = 36  # two words at the ends of lines
WAN = 10_000
MANY = 5 * WAN  # from here on the axis counts in 万


@dataclass(frozen=True)
class Drawn:
    """`unit` of the axis; ticks: [(height, word)]; names: [(place, word)]; lines as points of SVG.

    `last`: the newest point. `end`, `goal_end`: where the words of the two lines stand. path is ""
    without a target.
    """

    unit: str
    ticks: list
    names: list
    line: str
    last: tuple
    end: tuple
    path: str = ""
    goal_end: tuple = ()

    @classmethod
    def of(cls, names, values, path=()):
        """names: of the months; values, and path where there is one: a number for each."""
        top = round_up(max([1, *values, *path]))
        places = [across(n, len(names)) for n in range(len(names))]
        line = at(places, values, top)
        goal = at(places, path, top)
        end, goal_end = ends(line, goal)
        every = 1 + max(0, len(names) - 1) // 6
        return cls(
            unit="万人" if top >= MANY else "人",
            ticks=[tick(top * n / STEPS, top) for n in range(STEPS + 1)],
            names=list(zip(places, names, strict=True))[::every],
            line=points(line),
            last=line[-1] if line else (),
            end=end,
            path=points(goal),
            goal_end=goal_end,
        )


def at(places, values, top):
    return [(x, height(value, top)) for x, value in zip(places, values, strict=False)]


def across(n, count):
    return round(LEFT + (RIGHT - LEFT) * (n / (count - 1) if count > 1 else 1))


def height(value, top):
    return round(FOOT - (FOOT - TOP) * float(value) / top)


def tick(value, top):
    word = f"{value / WAN:,.1f}".removesuffix(".0") if top >= MANY else f"{value:,.0f}"
    return height(value, top), word


def round_up(most):
    """The next number that is 4, 8, 12, 20 or 40 times a power of ten: four even steps."""
    scale = 1
    while True:
        for step in (4, 8, 12, 20):
            if step * scale >= most:
                return step * scale
        scale *= 10


def points(line):
    return " ".join(f"{x},{y}" for x, y in line)


def ends(line, goal):
    """Where the two words stand: apart, the higher one above."""
    if not line:
        return (), ()
    x, y = line[-1]
    if not goal:
        return (x + 12, y + 8), ()
    other = goal[-1][1]
    if abs(y - other) < APART:
        middle, up = (y + other) / 2, -1 if y <= other else 1
        y, other = round(middle + up * APART / 2), round(middle - up * APART / 2)
    return (x + 12, y + 8), (x + 12, other + 8)
