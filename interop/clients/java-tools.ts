/** The command-line tools of Apache Kafka: what an operator types, and what must be in the answer. */
import type { Broker } from "../foundation/broker.ts";
import { runKafkaTool } from "../reference/kafka.ts";
import { type CallResult, type Client, tryCall } from "./client.ts";

const tools = "org.apache.kafka.tools";
const topic = "java-tools";
const group = "java-tools";

interface Step {
  readonly call: string;
  readonly tool: string;
  /** Follow `--bootstrap-server`. */
  readonly given: readonly string[];
  readonly input?: string;
  /** Must match what the tool prints. */
  readonly expect: RegExp;
}

const lines = `${Array.from({ length: 100 }, (_, i) => `key-${i}:value-${i}`).join("\n")}\n`;
const keyed = ["--reader-property", "parse.key=true", "--reader-property", "key.separator=:"];

const steps: readonly Step[] = [
  {
    call: "api versions",
    tool: `${tools}.BrokerApiVersionsCommand`,
    given: [],
    expect: /Produce\(0\): 0 to 13/,
  },
  {
    call: "createTopics",
    tool: `${tools}.TopicCommand`,
    given: ["--create", "--topic", topic, "--partitions", "2", "--config", "retention.ms=-1"],
    expect: /Created topic/,
  },
  {
    call: "createPartitions",
    tool: `${tools}.TopicCommand`,
    given: ["--alter", "--topic", topic, "--partitions", "3"],
    expect: /^/,
  },
  {
    call: "describeTopics",
    tool: `${tools}.TopicCommand`,
    given: ["--describe", "--topic", topic],
    expect:
      /PartitionCount: 3\s+ReplicationFactor: 1[\s\S]*Partition: 2\s+Leader: (\d+)\s+Replicas: \1\s+Isr: \1/,
  },
  {
    call: "produce none",
    tool: `${tools}.ConsoleProducer`,
    given: ["--topic", topic, ...keyed],
    input: lines,
    expect: /^/,
  },
  {
    call: "producer performance",
    tool: `${tools}.ProducerPerformance`,
    given: ["--topic", topic, "--num-records", "1000", "--record-size", "100", "--throughput", "-1"],
    expect: /1000 records sent/,
  },
  {
    call: "listOffsets",
    tool: `${tools}.GetOffsetShell`,
    given: ["--topic", topic, "--time", "-2"],
    expect: /java-tools:0:0\njava-tools:1:0\njava-tools:2:0/,
  },
  {
    call: "consume with a group",
    tool: `${tools}.consumer.ConsoleConsumer`,
    given: [
      "--topic",
      topic,
      "--group",
      group,
      "--from-beginning",
      "--max-messages",
      "1100",
      "--timeout-ms",
      "15000",
    ],
    expect: /value-99/,
  },
  {
    call: "verifiable consumer",
    tool: `${tools}.VerifiableConsumer`,
    given: [
      "--topic",
      topic,
      "--group-id",
      "java-tools-848",
      "--group-protocol",
      "consumer",
      "--max-messages",
      "1000",
    ],
    expect: /"name":"offsets_committed"[\s\S]*"name":"shutdown_complete"/,
  },
  {
    call: "listGroups",
    tool: `${tools}.GroupsCommand`,
    given: ["--list"],
    expect:
      /java-tools\s+Classic\s+consumer[\s\S]*java-tools-848\s+Consumer|java-tools-848\s+Consumer[\s\S]*java-tools\s+Classic/,
  },
  {
    call: "describeGroups",
    tool: `${tools}.consumer.group.ConsumerGroupCommand`,
    given: ["--describe", "--group", group],
    expect: /java-tools\s+java-tools\s+0\s+\d+\s+\d+\s+0/,
  },
  {
    call: "alterGroupOffsets",
    tool: `${tools}.consumer.group.ConsumerGroupCommand`,
    given: ["--reset-offsets", "--group", group, "--topic", `${topic}:0`, "--to-offset", "3", "--execute"],
    expect: /java-tools\s+java-tools\s+0\s+3/,
  },
  {
    call: "deleteGroupOffsets",
    tool: `${tools}.consumer.group.ConsumerGroupCommand`,
    given: ["--delete-offsets", "--group", group, "--topic", topic],
    expect: /Successful/,
  },
  {
    call: "deleteGroups",
    tool: `${tools}.consumer.group.ConsumerGroupCommand`,
    given: ["--delete", "--group", group],
    expect: /successful/,
  },
  {
    call: "alterConfigs",
    tool: "kafka.admin.ConfigCommand",
    given: [
      "--alter",
      "--entity-type",
      "topics",
      "--entity-name",
      topic,
      "--add-config",
      "max.message.bytes=2000000",
    ],
    expect: /Completed updating config/,
  },
  {
    call: "describeConfigs",
    tool: "kafka.admin.ConfigCommand",
    given: ["--describe", "--entity-type", "topics", "--entity-name", topic],
    expect: /max.message.bytes=2000000[\s\S]*synonyms=\{DYNAMIC_TOPIC_CONFIG:max.message.bytes=2000000/,
  },
  {
    call: "client quotas",
    tool: "kafka.admin.ConfigCommand",
    given: [
      "--alter",
      "--entity-type",
      "clients",
      "--entity-name",
      topic,
      "--add-config",
      "producer_byte_rate=1000000",
    ],
    expect: /Completed updating config/,
  },
  {
    call: "SCRAM users",
    tool: "kafka.admin.ConfigCommand",
    given: [
      "--alter",
      "--entity-type",
      "users",
      "--entity-name",
      topic,
      "--add-config",
      "SCRAM-SHA-256=[iterations=4096,password=secret]",
    ],
    expect: /Completed updating config/,
  },
  {
    call: "describeFeatures",
    tool: `${tools}.FeatureCommand`,
    given: ["describe"],
    expect:
      /Feature: metadata.version\s+SupportedMinVersion: 3.3-IV3\s+SupportedMaxVersion: 4.3-IV0\s+FinalizedVersionLevel: 4.3-IV0/,
  },
  {
    call: "describeQuorum",
    tool: `${tools}.MetadataQuorumCommand`,
    given: ["describe", "--status"],
    expect: /LeaderId:\s+1[\s\S]*CurrentVoters:\s+\[\{"id": 1/,
  },
  {
    call: "describeLogDirs",
    tool: `${tools}.LogDirsCommand`,
    given: ["--describe", "--topic-list", topic],
    expect: /"partition":"java-tools-0","size":\d+,"offsetLag":0,"isFuture":false/,
  },
  {
    call: "client metrics",
    tool: `${tools}.ClientMetricsCommand`,
    given: ["--alter", "--name", topic, "--metrics", "org.apache.kafka.", "--interval", "60000"],
    expect: /^/,
  },
  {
    call: "listTransactions",
    tool: `${tools}.TransactionsCommand`,
    given: ["list"],
    expect: /TransactionalId\s+Coordinator/,
  },
  {
    call: "electLeaders",
    tool: `${tools}.LeaderElectionCommand`,
    given: ["--election-type", "preferred", "--topic", topic, "--partition", "0"],
    expect: /Valid replica already elected/,
  },
  {
    call: "topic for the compatibility test",
    tool: `${tools}.TopicCommand`,
    given: ["--create", "--topic", "compatibility", "--partitions", "1"],
    expect: /Created topic/,
  },
  {
    call: "deleteTopics",
    tool: `${tools}.TopicCommand`,
    given: ["--delete", "--topic", topic],
    expect: /^/,
  },
];

export const javaTools: Client = {
  name: "Java tools",
  run: async (broker) => {
    const results: CallResult[] = [];
    for (const step of steps) results.push(await tryCall(step.call, () => runStep(broker, step)));
    results.push(await tryCall("compatibility test", () => compatibility(broker)));
    return results;
  },
};

async function runStep(broker: Broker, step: Step): Promise<boolean | string> {
  const address = ["--bootstrap-server", broker.bootstrap];
  const { code, output, errors } = await runKafkaTool(step.tool, [...address, ...step.given], {
    input: step.input,
  });
  if (code === 0 && step.expect.test(output)) return true;
  return `exit code ${code}: ${output.slice(-300)} ${errors.slice(-300)}`.replaceAll(/\s+/g, " ");
}

/** Kafka's own test of what a broker supports. It takes SECURITY_DISABLED for support of ACLs. */
async function compatibility(broker: Broker): Promise<boolean | string> {
  const supported = [
    "--offsets-for-times-supported",
    "--cluster-id-supported",
    "--create-topics-supported",
    "--describe-configs-supported",
    "--idempotent-producer-supported",
    "--describe-acls-supported",
  ].flatMap((option) => [option, "true"]);
  const { output, errors } = await runKafkaTool(`${tools}.ClientCompatibilityTest`, [
    "--bootstrap-server",
    broker.bootstrap,
    "--num-cluster-nodes",
    `${broker.count}`,
    "--topic",
    "compatibility",
    ...supported,
    "--expect-record-too-large-exception",
    "false",
  ]);
  return /SUCCESS/.test(output) || `${output.slice(-500)} ${errors.slice(-500)}`;
}
