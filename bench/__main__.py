"""`make bench`: every bench, one after the other. Each prints `name value bar PASS|FAIL`.

The pages are measured on the demonstration city, which this starts for itself under var/bench-city
on a port of its own and stops afterwards.
"""

import http.client
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PORT = 8765
CITY = Path("var/bench-city").resolve()
READY_SECONDS = 300
OWN = {"DATABASE_URL", "DATABASE_OWNER_URL"}


def main():
    results = [subprocess.run([sys.executable, "-m", "bench.roster"]).returncode]
    environment = {k: v for k, v in os.environ.items() if k not in OWN}
    environment |= {"JIANGXIN_VAR": str(CITY)}
    program = [sys.executable, "-m", "jiangxin"]
    server = subprocess.Popen([*program, "demo", "--port", str(PORT)], env=environment)
    try:
        wait_until_it_answers(server)
        pages = ["with-database", sys.executable, "-m", "bench.pages", "--port", str(PORT)]
        results.append(subprocess.run([*program, *pages], env=environment).returncode)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=60)
    sys.exit(max(results))


def wait_until_it_answers(server):
    for _ in range(READY_SECONDS):
        if server.poll() is not None:
            sys.exit("the server stopped before it answered")
        try:
            link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
            link.request("GET", "/sign-in/")
            if link.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(1)
    sys.exit("the server did not answer in time")


if __name__ == "__main__":
    main()
