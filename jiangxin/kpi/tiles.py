"""园区推进图: a tile for each district, a dot for each park. Where the dots stand, in SVG."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from jiangxin.kpi.stages import Stage

TILE, GAP, ROW = 120, 6, 21
LEFT, FIRST, FOOT = 10, 60, 20  # where dots begin in a tile, and what is below the last ones
ACROSS = 5  # dots, and tiles
NOWHERE = "区未登记"


@dataclass(frozen=True)
class Tile:
    """x, y: its corner; dots: [(x, y, stage)]."""

    name: str
    x: int
    y: int
    dots: list


@dataclass(frozen=True)
class Tiles:
    """`counts`: [(Stage, how many)], the furthest first. tall: of each tile; wide, high: of all."""

    tiles: list
    counts: list
    tall: int
    wide: int
    high: int

    @classmethod
    def of(cls, standing):
        """standing: (district, stage) of each park."""
        here = defaultdict(list)
        for district, stage in standing:
            here[short(district)].append(stage)
        order = list(reversed(Stage))
        rows = max((-(-len(stages) // ACROSS) for stages in here.values()), default=1)
        tall = FIRST + ROW * (rows - 1) + FOOT
        tiles = [
            tile(n, name, sorted(here[name], key=order.index), tall)
            for n, name in enumerate(sorted(here))
        ]
        counted = Counter(stage for _, stage in standing)
        down = -(-len(tiles) // ACROSS) or 1
        return cls(
            tiles, [(stage, counted[stage]) for stage in order], tall,
            wide=ACROSS * (TILE + GAP), high=down * (tall + GAP),
        )  # fmt: skip

    @property
    def words(self):
        return "，".join(f"{count} 个{stage.label}" for stage, count in self.counts)


def short(district):
    """东湾 for 东湾区: what fits on a tile."""
    name = (district or NOWHERE).strip()
    return name[:-1] if len(name) > 2 and name[-1] in "区县市" else name[:4]


def tile(n, name, stages, tall):
    x, y = n % ACROSS * (TILE + GAP), n // ACROSS * (tall + GAP)
    dots = [
        (x + LEFT + 8 + ROW * (at % ACROSS), y + FIRST + ROW * (at // ACROSS), stage)
        for at, stage in enumerate(stages)
    ]
    return Tile(name, x, y, dots)
