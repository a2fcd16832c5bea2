"""Consumers that come and go: each joins a group, reads for some seconds, and leaves. Prints a line of JSON at the end.

    churn.py BOOTSTRAP TOPIC SECONDS
"""

import json
import random
import sys
import threading
import time

from confluent_kafka import Consumer

# At a time: two in one group, of which one waits for the other to leave, and one in another.
places = ["soak-a", "soak-a", "soak-b"]
stays = (5, 15)
at_a_time = 1000

bootstrap, topic, seconds = sys.argv[1:]
end = time.monotonic() + float(seconds)
faults = []
counts = {"consumers": 0, "records": 0}
counting = threading.Lock()


def come_and_go(group):
    while time.monotonic() < end and not faults:
        consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": group, "auto.offset.reset": "latest"})
        consumer.subscribe([topic])
        leaves = min(end, time.monotonic() + random.uniform(*stays))
        records = 0
        while time.monotonic() < leaves:
            for message in consumer.consume(at_a_time, 0.5):
                if message.error():
                    faults.append(f"{group}: {message.error()}")
                records += 1
        consumer.close()
        with counting:
            counts["consumers"] += 1
            counts["records"] += records


threads = [threading.Thread(target=come_and_go, args=[group]) for group in places]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps({**counts, "faults": faults[:5]}))
