import assert from "node:assert/strict";
import { test } from "node:test";
import { simulate } from "../simulate.ts";
import { Simulation } from "../simulation.ts";

simulate(
  "what was synced, content and name, survives every power cut",
  { seeds: 200 },
  async (simulation) => {
    const machine = simulation.machine();
    const { disk } = machine.boot();
    await disk.makeDirectory("/d");
    await disk.syncDirectory("/");
    const file = await disk.open("/d/a", "create");
    await file.write([Buffer.alloc(5000, 1)], 0);
    await file.sync();
    await disk.syncDirectory("/d");
    await file.write([Buffer.alloc(5000, 2)], 5000);
    machine.cutPower();
    const content = machine.files().get("/d/a");
    assert.ok(content !== undefined && content.length >= 5000);
    assert.deepEqual(content.subarray(0, 5000), Buffer.alloc(5000, 1));
  },
);

test("an unsynced write may be lost, whole, cut short, or full of holes of whole sectors", async () => {
  const seen = { lost: 0, whole: 0, short: 0, holes: 0 };
  for (let seed = 1; seed <= 300; seed++) {
    const simulation = new Simulation({ seed });
    await simulation.run(async () => {
      const machine = simulation.machine();
      machine.diskPlan.shortWriteChance = 0;
      const { disk } = machine.boot();
      const file = await disk.open("/a", "create");
      await disk.syncDirectory("/");
      await file.write([Buffer.alloc(2048, 1)], 0);
      machine.cutPower();
      const content = machine.files().get("/a") ?? assert.fail("the name was synced");
      const sectors = [0, 512, 1024, 1536].map((from) => content.subarray(from, from + 512));
      for (const sector of sectors) assert.equal(new Set(sector).size <= 1, true, "a sector is never torn");
      if (content.length === 0) seen.lost++;
      else if (content.equals(Buffer.alloc(2048, 1))) seen.whole++;
      else if (content.includes(0)) seen.holes++;
      else seen.short++;
    });
  }
  for (const [fate, count] of Object.entries(seen)) assert.ok(count > 0, `${fate} never happened`);
});

test("an unsynced name may be lost though the content was synced, and a rename happens whole or not at all", async () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= 100; seed++) {
    const simulation = new Simulation({ seed });
    await simulation.run(async () => {
      const machine = simulation.machine();
      const { disk } = machine.boot();
      await disk.replaceFile("/old", "content");
      await disk.rename("/old", "/new");
      const file = await disk.open("/fresh", "create");
      await file.sync();
      machine.cutPower();
      seen.add([...machine.files().keys()].toSorted().join(" "));
    });
  }
  assert.deepEqual([...seen].toSorted(), ["/fresh /new", "/fresh /old", "/new", "/old"]);
});

simulate("a file that is replaced is the old one or the new one", { seeds: 200 }, async (simulation) => {
  const machine = simulation.machine();
  const { disk } = machine.boot();
  await disk.replaceFile("/a", "old");
  void disk.replaceFile("/a", "new");
  await simulation.events(simulation.random.between(0, 12));
  machine.cutPower();
  assert.match(String(machine.files().get("/a")), /^(old|new)$/);
});

simulate("a killed program loses nothing that it was told is written", { seeds: 100 }, async (simulation) => {
  const machine = simulation.machine();
  const { disk } = machine.boot();
  const file = await disk.open("/a", "create");
  await file.write([Buffer.alloc(1000, 1)], 0);
  void file.write([Buffer.alloc(1000, 2)], 1000);
  machine.kill();
  const content = machine.files().get("/a") ?? assert.fail("the file is gone");
  assert.deepEqual(content.subarray(0, 1000), Buffer.alloc(1000, 1));
  assert.ok(content.subarray(1000).every((byte) => byte === 2));
});

simulate("what a failed sync lost, no later sync brings back", { seeds: 50 }, async (simulation) => {
  const machine = simulation.machine();
  const { disk } = machine.boot();
  const file = await disk.open("/a", "create");
  await disk.syncDirectory("/");
  await file.write([Buffer.from("lost")], 0);
  machine.diskPlan.failing = (operation) => (operation === "sync" ? "EIO" : null);
  await assert.rejects(file.sync(), { code: "EIO" });
  machine.diskPlan.failing = null;
  await file.sync();
  machine.cutPower("none");
  assert.equal(machine.files().get("/a")?.length, 0);
});

simulate(
  "a full disk takes what fits and refuses the rest, until there is space",
  { seeds: 20 },
  async (simulation) => {
    const machine = simulation.machine();
    machine.diskPlan.capacityBytes = 1000;
    const { disk } = machine.boot();
    const file = await disk.open("/a", "create");
    await assert.rejects(file.write([Buffer.alloc(1500, 1)], 0), { code: "ENOSPC" });
    assert.ok((await file.size()) <= 1000);
    assert.equal((await disk.capacity("/")).usableBytes, 1000 - (await file.size()));
    await file.truncate(0);
    await file.write([Buffer.alloc(1000, 1)], 0);
    await assert.rejects(disk.open("/b", "create"), { code: "ENOSPC" });
    await disk.remove("/a");
    await assert.rejects(disk.replaceFile("/b", "x"), { code: "ENOSPC" }, "an open file keeps its space");
    await file.close();
    await disk.replaceFile("/b", "x");
  },
);

simulate("a read-only disk refuses every change and serves every read", { seeds: 3 }, async (simulation) => {
  const machine = simulation.machine();
  const { disk } = machine.boot();
  await disk.replaceFile("/a", "x");
  const file = await disk.open("/a", "write");
  machine.diskPlan.isReadOnly = true;
  const refused = { code: "EROFS" };
  await assert.rejects(disk.open("/b", "write"), refused);
  await assert.rejects(disk.replaceFile("/a", "y"), refused);
  await assert.rejects(disk.rename("/a", "/b"), refused);
  await assert.rejects(disk.remove("/a"), refused);
  await assert.rejects(disk.makeDirectory("/d"), refused);
  await assert.rejects(file.write([Buffer.from("y")], 0), refused);
  await assert.rejects(file.truncate(0), refused);
  assert.equal(String(await disk.readFile("/a")), "x");
});
