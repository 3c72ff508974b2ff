"""A load of constant arrivals: each request starts when its time comes, others done or not.

Latency runs from the moment at which a request was due, so a slow server cannot hide its queue.
Generator: threads of this program over http.client, in the same box as the server.
"""

import http.client
import threading
import time
from concurrent.futures import ThreadPoolExecutor

WARM_UP, MEASURED = 10, 60  # seconds
LOCAL = threading.local()


def constant(host, port, requests, *, rate, warm_up=WARM_UP, measured=MEASURED):
    """Send `rate` requests a second, taken in turn from `requests`: [(path, headers)], or
    with a body as a third, which is then posted.

    Returns {path: [seconds]} of the measured part, and the number that did not answer 200.
    """
    total = int(rate * (warm_up + measured))
    begin = time.perf_counter() + 0.2
    taken, failed = {}, []

    def send(n):
        due = begin + n / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        path, headers, *body = requests[n % len(requests)]
        status = answer_of(host, port, path, headers, *body)
        if n >= rate * warm_up:
            taken.setdefault(path, []).append(time.perf_counter() - due)
            if status != 200:
                failed.append((path, status))

    with ThreadPoolExecutor(max_workers=64) as pool:
        list(pool.map(send, range(total)))
    return taken, failed


def answer_of(host, port, path, headers, body=None):
    """The status; 0 where none came."""
    try:
        if not hasattr(LOCAL, "link"):
            LOCAL.link = http.client.HTTPConnection(host, port, timeout=30)
        LOCAL.link.request("POST" if body else "GET", path, body, headers)
        answer = LOCAL.link.getresponse()
        answer.read()
        return answer.status
    except (OSError, http.client.HTTPException):
        forget_link()
        return 0


def forget_link():
    """The next request of this thread opens a link of its own."""
    LOCAL.__dict__.pop("link", None)


def percentile(values, share):
    """The value below which this share (0 to 1) of the values lies, in the values' unit."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
