/**
 * A million real lines through the broker: produced by kcat with keys and all codecs in turn, consumed by a group whose
 * members are different clients. One is killed half way, another joins, and no line may be lost, altered or out of order.
 */
import { join } from "node:path";
import { goPrograms } from "../clients/go.ts";
import { python } from "../clients/python.ts";
import type { Broker } from "../foundation/broker.ts";
import { root } from "../foundation/places.ts";
import { mustRun, until } from "../foundation/processes.ts";
import { fail, pass, say } from "../foundation/report.ts";
import { startBroker } from "../foundation/targets.ts";
import { java, toolchain } from "../foundation/toolchains.ts";
import type { Options } from "../options.ts";
import { installKafka } from "../reference/install.ts";
import { kafkaTool } from "../reference/kafka.ts";
import { Deliveries, valueOf } from "./deliveries.ts";
import { type Line, realLines } from "./lines.ts";
import { type Member, type MemberProgram, startMember } from "./member.ts";

const topic = "lines";
const group = "readers";
const partitions = 12;
const codecs = ["none", "gzip", "snappy", "lz4", "zstd"] as const;
/** Records between commits: the killed member shall have received some that it has not committed. */
const commitEvery = 5000;
const patienceMs = 120_000;

export async function million(options: Options): Promise<void> {
  const count = options.count ?? 1_000_000;
  const { lines, found } = await realLines(count);
  say(`  …     ${count} lines: ${found.map(({ source, count }) => `${count} of ${source}`).join(", ")}`);
  const programs = await memberPrograms();
  const kcat = await toolchain("kcat");
  const broker = await startBroker(options.target, { port: options.port });
  const members: Member[] = [];
  const deliveries = new Deliveries(lines);
  const env = { BOOTSTRAP: broker.bootstrap, TOPIC: topic, GROUP: group, COMMIT_EVERY: String(commitEvery) };
  const start = (program: MemberProgram): Member => {
    const member = startMember(program, deliveries, env);
    members.push(member);
    return member;
  };
  try {
    await createTopic(broker);
    await show({ broker, kcat, lines, deliveries, start }, programs);
  } catch (error) {
    for (const member of members)
      say(`  …     ${shares([member])}, ${member.received()} received: ${member.log().slice(-1500)}`);
    throw error;
  } finally {
    await Promise.all(members.map((member) => member.kill()));
    await broker.stop();
  }
}

interface Stage {
  readonly broker: Broker;
  readonly kcat: string;
  readonly lines: readonly Line[];
  readonly deliveries: Deliveries;
  readonly start: (program: MemberProgram) => Member;
}

async function show(
  { broker, kcat, lines, deliveries, start }: Stage,
  [first, second, third, joining]: MemberPrograms,
): Promise<void> {
  const received = (goal: number, members: readonly Member[]): Promise<boolean> =>
    waitFor(`${goal} lines`, members, () => deliveries.distinct >= goal || deliveries.faults.length > 0);

  const started = performance.now();
  const victim = start(first);
  const steady = [start(second), start(third)];
  const original = [victim, ...steady];
  await waitFor("three members to share the topic", original, () => isShared(original));
  pass("three members of different clients share the topic", { detail: shares(original) });

  // The group reads while kcat writes. What comes after the kill is written when the newcomer is in.
  const beforeKill = Math.floor(lines.length * 0.6);
  const producing = produce(kcat, broker, lines, 0, beforeKill);
  await received(Math.floor(lines.length / 2), original);
  await victim.kill();
  const window = deliveries.uncommitted(victim.name);
  const newcomer = start(joining);
  await producing;
  const rest = [...steady, newcomer];
  await waitFor("the newcomer to have its share", rest, () => isShared(rest));
  pass("one is killed, another joins", { detail: `${describe(original)} received; then ${shares(rest)}` });

  await produce(kcat, broker, lines, beforeKill, lines.length);
  await received(lines.length, rest);
  const seconds = (performance.now() - started) / 1000;
  for (const member of rest) {
    const code = await member.stop();
    if (code !== 0) fail(`${member.name} leaves`, `it ended with ${code}: ${member.log().slice(-1500)}`);
  }
  report(deliveries, window, victim, rest, seconds, lines.length);
  await checkCommitted(broker, deliveries.endOffsets(), lines.length);
}

/** Waits, unless a member ends meanwhile: then the others would be waited for in vain. */
function waitFor(what: string, members: readonly Member[], condition: () => boolean): Promise<boolean> {
  return until(what, patienceMs, () => {
    const lost = members.find((member) => member.hasFailed());
    if (lost !== undefined) throw new Error(`${lost.name} has ended while waiting for ${what}`);
    return condition();
  });
}

function report(
  deliveries: Deliveries,
  window: ReadonlyMap<number, { readonly first: number; readonly end: number }>,
  victim: Member,
  rest: readonly Member[],
  seconds: number,
  count: number,
): void {
  const idle = rest.filter((member) => member.received() === 0);
  const faults = [
    ...deliveries.faults,
    ...deliveries.missing(),
    ...idle.map(({ name }) => `${name} received nothing`),
  ];
  const detail = `${count} lines in ${seconds.toFixed(1)} s; ${describe([victim, ...rest])}`;
  if (faults.length === 0) pass("every line is received, in order within its partition", { detail });
  else for (const fault of faults) fail("every line is received, in order within its partition", fault);

  const outside = deliveries.again.filter(({ partition, offset }) => {
    const bounds = window.get(partition);
    return bounds === undefined || offset < bounds.first || offset >= bounds.end;
  });
  const open = [...window.values()].reduce((sum, { first, end }) => sum + end - first, 0);
  const again = `${deliveries.again.length} twice, of ${open} that ${victim.name} had not committed when it was killed`;
  if (outside.length === 0)
    pass("only what the killed member had not committed comes twice", { detail: again });
  else fail("only what the killed member had not committed comes twice", JSON.stringify(outside.slice(0, 5)));
}

/** Offsets in the group's table are the ends of the partitions, as Kafka's own tool sees them. */
async function checkCommitted(broker: Broker, ends: readonly number[], count: number): Promise<void> {
  const name = "committed offsets are exact";
  const described = await kafkaTool("org.apache.kafka.tools.consumer.group.ConsumerGroupCommand", [
    "--bootstrap-server",
    broker.bootstrap,
    "--describe",
    "--group",
    group,
  ]);
  const row = new RegExp(`^${group}\\s+${topic}\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)`, "gm");
  const found = [...described.matchAll(row)].map((match) => match.slice(1, 5).map(Number));
  const stated = ends.map((end, partition) => [partition, end, end, 0]);
  const inOrder = found.toSorted(([one = 0], [other = 0]) => one - other);
  const sum = inOrder.reduce((total, [, committed = 0]) => total + committed, 0);
  if (JSON.stringify(inOrder) !== JSON.stringify(stated)) {
    fail(name, `${JSON.stringify(inOrder)}, and ${JSON.stringify(stated)} were received`);
  } else if (sum !== count) {
    fail(name, `${sum} in total, not ${count}`);
  } else {
    pass(name, { detail: `${ends.length} partitions, ${sum} in total, no lag` });
  }
}

/** Lines `from` to `to`, one codec after the other; kcat keeps the order within each key and partition. */
async function produce(
  kcat: string,
  broker: Broker,
  lines: readonly Line[],
  from: number,
  to: number,
): Promise<void> {
  for (const [index, codec] of codecs.entries()) {
    const at = (part: number): number => from + Math.floor(((to - from) * part) / codecs.length);
    const [first, end] = [at(index), at(index + 1)];
    const input = lines
      .slice(first, end)
      .map((line, offset) => `${line.key}\t${valueOf(first + offset, line)}\n`)
      .join("");
    const settings = [
      "-X",
      "enable.idempotence=true",
      "-X",
      "linger.ms=20",
      "-X",
      "queue.buffering.max.messages=1000000",
    ];
    const given = ["-P", "-b", broker.bootstrap, "-t", topic, "-K", "\\t", "-z", codec, ...settings];
    await mustRun(kcat, given, { input: Buffer.from(input, "latin1"), timeoutMs: patienceMs });
  }
}

async function createTopic(broker: Broker): Promise<void> {
  const address = ["--bootstrap-server", broker.bootstrap];
  const given = ["--create", "--topic", topic, "--partitions", String(partitions)];
  await kafkaTool("org.apache.kafka.tools.TopicCommand", [...address, ...given]);
}

type MemberPrograms = readonly [MemberProgram, MemberProgram, MemberProgram, MemberProgram];

/** The first is the one to be killed, the last the one to join. */
async function memberPrograms(): Promise<MemberPrograms> {
  const go = await goPrograms();
  const folder = join(root, "interop/million/members");
  const quick = ["-Xmx256m", "-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"];
  return [
    {
      name: "confluent-kafka",
      program: await python(),
      given: [join(folder, "member.py")],
      env: { PYTHONDONTWRITEBYTECODE: "1" },
    },
    {
      name: "Java",
      program: await java(),
      given: [...quick, "-cp", await installKafka(), join(folder, "Member.java")],
    },
    { name: "franz-go", program: join(go, "member-franz"), given: [] },
    { name: "sarama", program: join(go, "member-sarama"), given: [] },
  ];
}

/** Whether every partition has one member, and every member a partition. */
function isShared(members: readonly Member[]): boolean {
  const shares = members.map((member) => member.share());
  const all = shares.flat();
  return (
    all.length === partitions && new Set(all).size === partitions && shares.every(({ length }) => length > 0)
  );
}

function describe(members: readonly Member[]): string {
  return members.map((member) => `${member.name} ${member.received()}`).join(", ");
}

function shares(members: readonly Member[]): string {
  return members.map((member) => `${member.name} has ${member.share().length}`).join(", ");
}
