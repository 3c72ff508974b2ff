"""How a bench prints and keeps its figures: `name value bar PASS|FAIL`, JSON in var/bench."""

import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

VAR = Path(os.environ.get("JIANGXIN_VAR", "var"))
KEPT = Path(__file__).resolve().parents[1] / "var" / "bench"  # whichever city was measured


class Report:
    """The figures of one bench. A bar is the most that a value may be."""

    def __init__(self, bench, **context):
        self.bench, self.context, self.rows = bench, context, []

    def figure(self, name, value, bar=None, unit=""):
        verdict = "" if bar is None else "PASS" if value <= bar else "FAIL"
        self.rows.append(
            {"name": name, "value": value, "bar": bar, "unit": unit, "verdict": verdict}
        )
        shown = "" if bar is None else f"≤ {bar:g}{unit}"
        print(f"{name:<44} {value:>12.3f}{unit:<4} {shown:<14} {verdict}")

    def keep(self):
        KEPT.mkdir(parents=True, exist_ok=True)
        at = datetime.now(UTC)
        file = KEPT / f"{self.bench}-{at:%Y%m%dT%H%M%S}.json"
        kept = {
            "bench": self.bench,
            "at": at.isoformat(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            **self.context,
            "figures": self.rows,
        }
        file.write_text(json.dumps(kept, ensure_ascii=False, indent=1))
        print(f"kept in {file}")
        return all(row["verdict"] != "FAIL" for row in self.rows)
