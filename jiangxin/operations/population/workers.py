"""Work on all cores: each portion in a process, the answers in their order, a few ahead at most."""

import ctypes
import os
import signal
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import django

PR_SET_PDEATHSIG = 1
AHEAD = 2  # portions per worker that may lie ready: bounds the memory


def begin(parent):
    """In a worker: end with the parent, leave Ctrl-C to it, and know the models."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    django.setup()


class Workers:
    """One process for each core, until the block ends.

    Must be used in the main thread, to which the kernel ties the workers' lives.
    """

    def __enter__(self):
        self.cores = len(os.sched_getaffinity(0))
        self.pool = ProcessPoolExecutor(self.cores, get_context("spawn"), begin, (os.getpid(),))
        return self

    def __exit__(self, *trouble):
        self.pool.shutdown(cancel_futures=True)

    def spread(self, task, portions):
        """task(portion) for each portion: a generator, in the order of the portions."""
        waiting = deque()
        for portion in portions:
            waiting.append(self.pool.submit(task, portion))
            if len(waiting) > AHEAD * self.cores:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
