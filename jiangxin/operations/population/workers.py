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


def spread(task, portions):
    """task(portion) for each portion: a generator in the order of the portions.

    Must be called from the main thread, to which the kernel ties the workers' lives.
    """
    cores = len(os.sched_getaffinity(0))
    pool = ProcessPoolExecutor(cores, get_context("spawn"), begin, (os.getpid(),))
    waiting = deque()
    try:
        for portion in portions:
            waiting.append(pool.submit(task, portion))
            if len(waiting) > AHEAD * cores:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
