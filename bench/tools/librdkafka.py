"""Produces or consumes as fast as librdkafka goes; prints a line of JSON with the records and the seconds they took.

    librdkafka.py produce|consume BOOTSTRAP TOPIC RECORDS BYTES_OF_A_RECORD

The settings are librdkafka's own. Messages are handed over and taken by the thousand, so that Python costs little.
"""

import json
import os
import sys
import time

from confluent_kafka import OFFSET_BEGINNING, Consumer, Producer, TopicPartition

at_a_time = 1000
patience = 300


def produce(bootstrap, topic, records, size):
    """Until all are acknowledged (acks=all)."""
    producer = Producer({"bootstrap.servers": bootstrap, "acks": "all"})
    messages = [{"value": os.urandom(size)} for _ in range(at_a_time)]
    started = time.monotonic()
    left = records
    while left > 0:
        wanted = messages if left >= at_a_time else messages[:left]
        taken = producer.produce_batch(topic, wanted, 0)
        left -= taken
        if taken < len(wanted):
            producer.poll(0.005)
    unsent = producer.flush(patience)
    seconds = time.monotonic() - started
    _, end = Consumer({"bootstrap.servers": bootstrap, "group.id": "bench"}).get_watermark_offsets(
        TopicPartition(topic, 0), timeout=30
    )
    if unsent or end != records:
        raise SystemExit(f"{unsent} records are not sent, and {end} of {records} are there")
    return records, seconds


def consume(bootstrap, topic, records, size):
    """From the start, without a group; timed from the first records on, since finding the leader is another matter."""
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "bench", "enable.auto.commit": False})
    consumer.assign([TopicPartition(topic, 0, OFFSET_BEGINNING)])
    first = take(consumer, size)
    started = time.monotonic()
    got = first
    while got < records:
        got += take(consumer, size)
    seconds = time.monotonic() - started
    consumer.close()
    return records - first, seconds


def take(consumer, size):
    messages = consumer.consume(at_a_time, 30)
    if not messages:
        raise SystemExit("no more records came")
    for message in messages:
        if message.error() or len(message) != size:
            raise SystemExit(f"an answer of {len(message)} bytes: {message.error()}")
    return len(messages)


kind, bootstrap, topic, records, size = sys.argv[1:]
act = {"produce": produce, "consume": consume}[kind]
passed, seconds = act(bootstrap, topic, int(records), int(size))
print(json.dumps({"records": passed, "seconds": seconds}))
