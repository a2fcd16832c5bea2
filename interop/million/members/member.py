"""A member of a group (confluent-kafka, which is librdkafka) that prints what it receives and commits, until its input ends."""

import os
import sys
import threading

from confluent_kafka import Consumer, TopicPartition

topic = os.environ["TOPIC"]
commit_every = int(os.environ["COMMIT_EVERY"])
is_over = threading.Event()
pending = {}


def watch():
    sys.stdin.buffer.read()
    is_over.set()


def show(data):
    sys.stdout.buffer.write(data)


def commit(member):
    if not pending:
        return
    member.commit(offsets=[TopicPartition(topic, *each) for each in pending.items()], asynchronous=False)
    for partition, offset in pending.items():
        show(b"C\t%d\t%d\n" % (partition, offset))
    sys.stdout.buffer.flush()
    pending.clear()


def assigned(_member, partitions):
    show(b"A\t%s\n" % b",".join(b"%d" % each.partition for each in partitions))
    sys.stdout.buffer.flush()


def revoked(member, _partitions):
    commit(member)


threading.Thread(target=watch, daemon=True).start()
member = Consumer(
    {
        "bootstrap.servers": os.environ["BOOTSTRAP"],
        "group.id": os.environ["GROUP"],
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
        "session.timeout.ms": 6000,
        "heartbeat.interval.ms": 1000,
        "partition.assignment.strategy": "range",
    }
)
member.subscribe([topic], on_assign=assigned, on_revoke=revoked)
uncommitted = 0
while not is_over.is_set():
    for message in member.consume(500, 0.2):
        if message.error() is not None:
            raise RuntimeError(str(message.error()))
        show(b"R\t%d\t%d\t%s\t%s\n" % (message.partition(), message.offset(), message.key(), message.value()))
        pending[message.partition()] = message.offset() + 1
        uncommitted += 1
    sys.stdout.buffer.flush()
    if uncommitted >= commit_every:
        commit(member)
        uncommitted = 0
commit(member)
member.close()
