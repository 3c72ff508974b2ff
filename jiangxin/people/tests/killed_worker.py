"""A worker that dies by SIGKILL where a test wants it to.

    python jiangxin/people/tests/killed_worker.py [--after-commit] COUNT WORDS

It dies just before the COUNT-th statement that begins with WORDS, or once the transaction of that
statement is committed.
"""

import argparse
import os
import signal

import django
from django.core.management import call_command
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.backends.signals import connection_created
from procrastinate.periodic import PeriodicDeferrer


class Death:
    """Counts statements; stands in the way of the last one, or of what follows its commit."""

    def __init__(self, count, words, after_commit):
        self.left, self.words, self.after_commit = count, words, after_commit

    def __call__(self, execute, sql, params, many, context):
        if " ".join(sql.split()).startswith(self.words):
            self.left -= 1
            if not self.left and not self.after_commit:
                os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    def commit(self, connection):
        COMMIT(connection)
        if self.left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


COMMIT = DatabaseWrapper._commit


async def no_rounds(deferrer):
    """The hour of the test has no say in it: only what a test asked for is in the queue."""


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--after-commit", action="store_true")
    options.add_argument("count", type=int)
    options.add_argument("words")
    told = options.parse_args()
    death = Death(told.count, told.words, told.after_commit)
    DatabaseWrapper._commit = lambda connection: death.commit(connection)
    connection_created.connect(
        lambda connection, **_: connection.execute_wrappers.append(death), weak=False
    )
    PeriodicDeferrer.worker = no_rounds
    django.setup()
    call_command("procrastinate", "worker")


if __name__ == "__main__":
    main()
