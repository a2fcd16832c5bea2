/** All cases against one broker: what it answered, case by case. */
import { findCoordinator, initProducerId, listGroups, metadata } from "@ottla/protocol";
import type { Broker } from "../foundation/broker.ts";
import { until } from "../foundation/processes.ts";
import { messageOf } from "../foundation/report.ts";
import { type Case, prefixOf } from "./cases.ts";
import { Kit, type Line } from "./kit.ts";

/** What became of a case: its transcript, and why it broke off where it did. */
export interface Answers {
  readonly name: string;
  readonly transcript: readonly Line[];
  readonly covered: readonly string[];
}

/** Cases at once. Each holds a connection or a few, and most of them wait. */
const concurrency = 12;

/** Runs the cases that bear company side by side, and then the others one by one. */
export async function runCases(broker: Broker, cases: readonly Case[]): Promise<Map<string, Answers>> {
  await warmUp(broker);
  const answers = new Map<string, Answers>();
  const together = cases.filter(({ isAlone }) => !isAlone).values();
  const worker = async (): Promise<void> => {
    for (const each of together) answers.set(each.name, await runCase(broker, each));
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  for (const each of cases.filter(({ isAlone }) => isAlone))
    answers.set(each.name, await runCase(broker, each));
  return answers;
}

async function runCase(broker: Broker, { name, script }: Case): Promise<Answers> {
  const kit = new Kit(broker, prefixOf(name));
  try {
    await script(kit);
  } catch (error) {
    kit.note("the case broke off", messageOf(error));
  } finally {
    kit.close();
  }
  return { name, transcript: kit.transcript, covered: [...kit.covered] };
}

/** What happens once in the life of a cluster happens before the cases, so that none of them is the first. */
async function warmUp(broker: Broker): Promise<void> {
  const kit = new Kit(broker, "warm-up");
  try {
    await kit.quietly(findCoordinator, { coordinatorKeys: ["warm-up"], keyType: 0 });
    await until("the coordinator of groups", 30_000, async () => {
      const [offsets] = (await kit.quietly(metadata, { topics: [{ name: "__consumer_offsets" }] })).topics;
      const isLed = offsets?.partitions.every(({ leaderId }) => leaderId >= 0) === true;
      return isLed && (await kit.quietly(listGroups, {})).errorCode === 0;
    });
    // The first producer id is 0, which cannot be told from "none".
    await until("a producer id", 30_000, async () => {
      const asked = { transactionalId: null, transactionTimeoutMs: 60_000 };
      const { errorCode, producerId } = await kit.quietly(initProducerId, asked);
      return errorCode === 0 && producerId > 0;
    });
  } finally {
    kit.close();
  }
}
