/** What the Node.js programs share: how a call is tried and printed, and what all of them produce and expect. */

export const bootstrap = process.env.BOOTSTRAP;
export const topic = process.env.TOPIC;
export const group = process.env.GROUP;
/** Brokers that there are, and replicas that every topic gets. */
export const brokerCount = Number(process.env.BROKERS);
export const count = 1000;
export const partitions = 3;
export const firstTime = 1_700_000_000_000;

/** Prints a line: name, ok or fail, detail. A body answers nothing or true when all is well. */
export async function call(name, body) {
  let said = "ok";
  try {
    const answer = await Promise.race([body(), failAfter(60_000)]);
    if (answer !== undefined && answer !== true) said = `fail\tunexpected answer: ${answer}`;
  } catch (error) {
    said = `fail\t${describe(error)}`;
  }
  process.stdout.write(`${name}\t${said}\n`);
}

function describe(error) {
  const causes = (error.errors ?? []).map((cause) => describe(cause)).join("; ");
  return `${error.name}: ${error.message} ${causes}`.replaceAll("\n", " ");
}

function failAfter(durationMs) {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${durationMs} ms`)), durationMs).unref();
  });
}

/** Whether the condition holds within that time. */
export async function eventually(condition, durationMs = 10_000) {
  const deadline = performance.now() + durationMs;
  while (performance.now() < deadline) {
    if (await condition()) return true;
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  return false;
}

/** Whether the broker says no in the way that it should: with an error of that name, or its code. */
export async function refused(reason, body) {
  try {
    return `no refusal: ${JSON.stringify(await body())}`;
  } catch (error) {
    const said = [error, error.cause, ...(error.errors ?? [])].flatMap((each) => flatten(each));
    return said.some((each) => each?.type === reason || each?.apiId === reason) || describe(error);
  }
}

function flatten(error) {
  return [error, ...(error?.errors ?? []).flatMap((each) => flatten(each))];
}

/** The records that a program produces with a codec. */
export function recordsOf(codec) {
  return Array.from({ length: count }, (_, i) => ({
    key: `key-${i}`,
    value: `${codec}-${i}`,
    codec,
    timestamp: firstTime + i,
  }));
}

/** Checks that records arrive in order, and that all of them arrive. */
export class Received {
  values = new Set();
  #next = new Map();
  #expected;

  constructor(codecs) {
    this.#expected = codecs.length * count;
  }

  add(partition, offset, value, codec) {
    if (offset !== (this.#next.get(partition) ?? 0)) {
      throw new Error(`offset ${offset} of partition ${partition} out of order`);
    }
    this.#next.set(partition, offset + 1);
    if (!value.startsWith(`${codec}-`)) throw new Error("header and value differ");
    this.values.add(value);
  }

  get isComplete() {
    return this.values.size === this.#expected;
  }

  /** Offsets to commit, by partition. */
  get next() {
    return this.#next;
  }
}
