from itertools import islice

BATCH = 5_000


def batches(rows):
    """Lists of some thousand rows, each kept in a transaction of its own."""
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch
