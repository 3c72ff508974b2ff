"""Parts of a bench, one after the other, none of them begun after the cap."""

import sys
import time

MISSED, NOT_RUN = 1, 2


class Parts:
    """Runs parts while there is time; what did not run is said, and the status tells.

    cap: minutes. Status: 0 all bars met, 1 a bar missed or a part broken, 2 a part not run.
    """

    def __init__(self, cap):
        self.began, self.cap, self.rows = time.monotonic(), cap, []

    @property
    def left(self):
        """Minutes."""
        return self.cap - (time.monotonic() - self.began) / 60

    def run(self, name, part):
        """`part` is a callable that answers with a status; is it done, with whatever result?"""
        if self.left <= 0:
            self.rows.append((name, NOT_RUN))
            return False
        print(f"\n== {name}", flush=True)
        self.rows.append((name, part()))
        return True

    def end(self):
        words = {0: "PASS", NOT_RUN: "not run: the cap was reached"}
        print()
        for name, status in self.rows:
            print(f"{name:<44} {words.get(status, 'FAIL')}")
        statuses = {status for _, status in self.rows}
        missed = statuses - {0, NOT_RUN}
        sys.exit(MISSED if missed else NOT_RUN if NOT_RUN in statuses else 0)
