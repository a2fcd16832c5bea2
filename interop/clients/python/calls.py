"""What the two Python programs share: how a call is tried, printed, and what all of them produce and expect."""

import os
import time

bootstrap = os.environ["BOOTSTRAP"]
topic = os.environ["TOPIC"]
group = os.environ["GROUP"]
# Brokers that there are, and replicas that every topic gets.
broker_count = int(os.environ["BROKERS"])
count = 1000
partitions = 3
codecs = ["none", "gzip", "snappy", "lz4", "zstd"]
first_time = 1_700_000_000_000


def call(name, body):
    """Prints a line: name, ok or fail, detail. A body answers nothing or True when all is well."""
    try:
        answer = body()
        said = "ok" if answer is None or answer is True else f"fail\tunexpected answer: {answer!r}"
    except Exception as error:
        said = "fail\t" + f"{type(error).__name__}: {error}".replace("\n", " ")
    print(f"{name}\t{said}", flush=True)


def eventually(condition, seconds=10):
    """Whether the condition holds within that time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


class Received:
    """Checks that records arrive in order, and that all of them arrive."""

    def __init__(self):
        self.values = set()
        self.next = {}

    def add(self, partition, offset, value, codec):
        if offset != self.next.get(partition, 0):
            raise AssertionError(f"offset {offset} of partition {partition} out of order")
        self.next[partition] = offset + 1
        if not value.startswith(codec + b"-"):
            raise AssertionError("header and value differ")
        self.values.add(value)

    def is_complete(self):
        return len(self.values) == count * len(codecs)
