import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PromptWrites } from "./prompt-writes.ts";

class Watch {
  nowMs = 0;
  readonly writes = new PromptWrites(() => this.nowMs);

  /** A write that takes so long, on the spot if that is allowed. */
  write(durationMs: number): boolean {
    if (!this.writes.allows(16_384)) return false;
    this.writes.make(() => {
      this.nowMs += durationMs;
    });
    return true;
  }

  /** How long nothing is written on the spot after a write that took 50 ms. */
  pauseAfterSlowWrite(): number {
    assert.ok(this.write(50));
    const fromMs = this.nowMs;
    while (!this.writes.allows(1)) this.nowMs += 10;
    return this.nowMs - fromMs;
  }
}

describe("what is written on the spot", () => {
  it("is small: the thread pool takes what is large", () => {
    const { writes } = new Watch();
    assert.ok(writes.allows(65_536));
    assert.ok(!writes.allows(1_048_576));
  });

  it("is nothing while a sync is under way, which the file system may hold writes up for", async () => {
    const watch = new Watch();
    const syncs = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const under = syncs.map(({ promise }) => watch.writes.during(() => promise));
    syncs[0]!.reject(new Error("EIO"));
    await assert.rejects(under[0]!);
    assert.ok(!watch.write(0));
    syncs[1]!.resolve();
    await under[1]!;
    assert.ok(watch.write(0));
  });

  it("is nothing for a while after a slow write, and for longer each time", () => {
    const watch = new Watch();
    const first = watch.pauseAfterSlowWrite();
    assert.equal(first, 100);
    assert.equal(watch.pauseAfterSlowWrite(), 200);
    for (let again = 0; again < 10; again++) watch.pauseAfterSlowWrite();
    assert.equal(watch.pauseAfterSlowWrite(), 10_000, "of ten seconds at most fifty milliseconds are lost");
  });

  it("is as much as before, once the disk has been quick for long enough", () => {
    const watch = new Watch();
    watch.pauseAfterSlowWrite();
    watch.pauseAfterSlowWrite();
    watch.nowMs += 1000;
    assert.ok(watch.write(0.01));
    assert.equal(watch.pauseAfterSlowWrite(), 100);
  });

  it("fails as the write fails, which is slow or not", () => {
    const watch = new Watch();
    assert.throws(
      () =>
        watch.writes.make(() => {
          watch.nowMs += 50;
          throw new Error("ENOSPC");
        }),
      /ENOSPC/,
    );
    assert.ok(!watch.write(0));
  });
});
