import assert from "node:assert/strict";
import { test } from "node:test";
import { DeadlockError, Simulation } from "./simulation.ts";

test("the same seed is the same story, and another seed is another", async () => {
  const [first, again, other] = [await story(7), await story(7), await story(8)];
  assert.deepEqual(again, first);
  assert.notDeepEqual(other, first);
});

/** Writers, a power cut, and messages: everything that chance has a say in. */
async function story(seed: number): Promise<readonly string[]> {
  const simulation = new Simulation({ seed });
  const told: string[] = [];
  const tell = (what: string): void => {
    told.push(`${simulation.time.elapsedMs} ${what}`);
  };
  await simulation.run(async () => {
    const machine = simulation.machine();
    const { disk } = machine.boot();
    await disk.makeDirectory("/data");
    const writeForEver = async (name: string): Promise<void> => {
      const file = await disk.open(`/data/${name}`, "write");
      for (let turn = 0; ; turn++) {
        await file.write([Buffer.alloc(3000, turn)], turn * 3000);
        tell(`${name} ${turn}`);
      }
    };
    for (const name of ["a", "b", "c"]) void writeForEver(name);
    await simulation.events(simulation.random.between(20, 40));
    machine.cutPower();
    for (const [path, content] of machine.files()) tell(`${path} ${content.toString("base64")}`);
  });
  return told;
}

test("time passes without waiting, in order", async () => {
  const simulation = new Simulation({ seed: 1 });
  const { clock } = simulation.machine().boot();
  const order: number[] = [];
  await simulation.run(async () => {
    const day = 86_400_000;
    for (const days of [3, 1, 2]) clock.schedule(days * day, () => order.push(days));
    await simulation.sleep(4 * day);
  });
  assert.deepEqual(order, [1, 2, 3]);
  assert.equal(simulation.time.elapsedMs, 4 * 86_400_000);
});

test("who waits for what cannot come is told so", async () => {
  const simulation = new Simulation({ seed: 1 });
  await assert.rejects(
    simulation.run(() => new Promise<void>(() => {})),
    DeadlockError,
  );
});

test("a loop that never ends is ended", async () => {
  const simulation = new Simulation({ seed: 1, maxEvents: 1000 });
  await assert.rejects(
    simulation.run(async () => {
      for (;;) await simulation.sleep(1);
    }),
    /no end after 1000 events/,
  );
});

test("nothing calls back a program whose life is over", async () => {
  const simulation = new Simulation({ seed: 1 });
  const machine = simulation.machine();
  await simulation.run(async () => {
    const { clock, disk } = machine.boot();
    let calls = 0;
    clock.schedule(1, () => calls++);
    void disk.list("/").then(() => calls++);
    machine.kill();
    await simulation.sleep(1000);
    assert.equal(calls, 0);
  });
});

test("a machine's wall clock can jump, its monotonic clock cannot", async () => {
  const simulation = new Simulation({ seed: 1 });
  const machine = simulation.machine();
  const { clock } = machine.boot();
  await simulation.run(async () => {
    const before = { now: clock.now(), monotonic: clock.monotonic() };
    machine.moveClock(-3_600_000);
    await simulation.sleep(10);
    assert.equal(clock.now(), before.now - 3_600_000 + 10);
    assert.equal(clock.monotonic(), before.monotonic + 10);
  });
});
