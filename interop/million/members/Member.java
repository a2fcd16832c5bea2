import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A member of a group that prints what it receives and commits, until its input ends. */
public class Member {
    static final OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16);
    static final int commitEvery = Integer.parseInt(System.getenv("COMMIT_EVERY"));
    static final Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    static volatile boolean isOver;

    public static void main(String[] given) throws Exception {
        Thread watch = new Thread(() -> {
            try {
                while (System.in.read() != -1) continue;
            } catch (IOException closed) {
                // The end of the input is what is waited for, however it comes.
            }
            isOver = true;
        });
        watch.setDaemon(true);
        watch.start();
        Map<String, Object> settings = Map.of("bootstrap.servers", System.getenv("BOOTSTRAP"), "group.id", System.getenv("GROUP"),
            "auto.offset.reset", "earliest", "enable.auto.commit", "false", "session.timeout.ms", "6000", "heartbeat.interval.ms", "1000",
            "partition.assignment.strategy", "org.apache.kafka.clients.consumer.RangeAssignor",
            "key.deserializer", ByteArrayDeserializer.class, "value.deserializer", ByteArrayDeserializer.class);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
            consumer.subscribe(List.of(System.getenv("TOPIC")), new ConsumerRebalanceListener() {
                @Override
                public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                    commit(consumer);
                }

                @Override
                public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                    print("A\t" + partitions.stream().map(each -> "" + each.partition()).collect(Collectors.joining(",")) + "\n");
                    flush();
                }
            });
            int uncommitted = 0;
            while (!isOver) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    print("R\t" + record.partition() + "\t" + record.offset() + "\t");
                    out.write(record.key());
                    out.write('\t');
                    out.write(record.value());
                    out.write('\n');
                    next.put(new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1));
                    uncommitted++;
                }
                flush();
                if (uncommitted < commitEvery) continue;
                commit(consumer);
                uncommitted = 0;
            }
            commit(consumer);
        }
        System.exit(0);
    }

    static void commit(KafkaConsumer<byte[], byte[]> consumer) {
        if (next.isEmpty()) return;
        consumer.commitSync(next);
        next.forEach((partition, at) -> print("C\t" + partition.partition() + "\t" + at.offset() + "\n"));
        flush();
        next.clear();
    }

    static void print(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException error) {
            throw new IllegalStateException(error);
        }
    }

    static void flush() {
        try {
            out.flush();
        } catch (IOException error) {
            throw new IllegalStateException(error);
        }
    }
}
