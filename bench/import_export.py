"""100,000 rows by django-import-export beside ours, as a ratio.

    python -m bench.import_export [--rows 100000]

The package is no part of the program: `make bench` installs it (requirements/bench.txt). Without
it this says so and ends with status 2. It does less than ours: nothing is staged, nothing of the
register is looked up but the person, no rows can be downloaded, a second file is not compared.
"""

import os
import sys
from importlib.util import find_spec

NOT_RUN = 2


def main():
    if find_spec("import_export") is None:
        print("not run: django-import-export is not there; pip install -r requirements/bench.txt")
        sys.exit(NOT_RUN)
    os.execv(sys.executable, [sys.executable, "-m", "bench.side_by_side", *sys.argv[1:]])


if __name__ == "__main__":
    main()
