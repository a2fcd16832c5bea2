import assert from "node:assert/strict";
import { isFault } from "@ottla/runtime";
import {
  type Machine,
  type SeededRandom,
  type Simulation,
  soundDisk,
  type VirtualWorld,
} from "@ottla/simulator";
import { LogDirectory } from "../directory/log-directory.ts";
import { LogManager } from "../directory/log-manager.ts";
import type { LoadReport } from "../log/load-log.ts";
import type { Log } from "../log/log.ts";
import { defaultLogConfig, type LogConfig, never } from "../log/log-config.ts";
import { LogFailure } from "../log/log-failure.ts";
import { createLogShared } from "../log/log-shared.ts";
import { PartitionModel } from "./partition-model.ts";
import { bytesOf, plainBatch, type SentBatch } from "./sent-batch.ts";

const path = "/data";
const topic = "t";
const topicId = "AAAAAAAAAAAAAAAAAAAAAQ";

export interface PowerCutLifeOptions {
  /** Each record is synced before it is acknowledged; otherwise the system writes when it likes. */
  readonly isSynced: boolean;
  readonly partitions?: number;
  /** `kill` ends the program alone; `power` takes what is not synced as well. */
  readonly ends?: readonly ("kill" | "power" | "clean")[];
  /** Whether the disk is full, read-only or fails now and then, while the program runs. */
  readonly isDiskTroubled?: boolean;
}

/** What was seen while it lasted. */
export interface PowerCutReport {
  appended: number;
  acknowledged: number;
  /** Records that were written and not promised, and that a cut took. */
  lost: number;
  /** Batches that a troubled disk did not take, and times that it was mended. */
  refused: number;
  mended: number;
  readonly load: LoadReport;
}

/**
 * A broker's logs on a virtual machine that is ended again and again, in the middle of whatever it does. After each start,
 * every partition must be a beginning of what was written to it, with all that was promised to be durable; producers may
 * send their last batch again and are told that it is there, transactions are as open as they were.
 */
export class PowerCutLife {
  readonly #simulation: Simulation;
  readonly #machine: Machine;
  readonly #random: SeededRandom;
  readonly #options: PowerCutLifeOptions;
  readonly #config: LogConfig;
  readonly #models: PartitionModel[];
  readonly report: PowerCutReport = {
    appended: 0,
    acknowledged: 0,
    lost: 0,
    refused: 0,
    mended: 0,
    load: { recoveredSegments: 0, tornTails: 0, tornBytes: 0, removedSegments: 0 },
  };
  #leaderEpoch = 0;
  #nextValue = 0;
  #isStopping = false;
  /** How many programs have run. */
  #run = 0;

  constructor(simulation: Simulation, options: PowerCutLifeOptions) {
    const { random } = simulation;
    this.#simulation = simulation;
    this.#machine = simulation.machine();
    this.#random = random;
    this.#options = options;
    this.#models = Array.from({ length: options.partitions ?? 3 }, () => new PartitionModel());
    // On a disk that refuses snapshots too, retention takes what is known of producers along with their records.
    const hasRetention = !options.isDiskTroubled && random.chance(0.5);
    this.#config = {
      ...defaultLogConfig,
      segmentBytes: random.pick([2000, 6000, 20_000]),
      indexIntervalBytes: random.pick([100, 500, 4096]),
      retentionBytes: hasRetention ? random.between(2000, 30_000) : -1,
      retentionMs: -1,
      flushMessages: options.isSynced ? 1 : never,
      flushMs: random.pick([never, 5, 50]),
      fileDeleteDelayMs: random.pick([0, 20]),
      messageTimestampAfterMaxMs: never,
    };
  }

  /** One more run of the program: what the one before left is checked, then there is work until it is ended. */
  async cycle(): Promise<void> {
    const world = this.#machine.boot();
    const manager = await this.#start(world);
    this.#leaderEpoch++;
    const work: Promise<never>[] = [];
    for (const [partition, model] of this.#models.entries()) {
      const log = manager.get(topic, partition) ?? assert.fail("a partition is gone");
      work.push(this.#produce(world, log, model, -1));
      for (const producerId of [100, 200]) work.push(this.#produce(world, log, model, producerId));
      work.push(this.#produceTransactions(world, log, model, 300));
      work.push(this.#keepHouse(world, log, model));
    }
    if (this.#options.isDiskTroubled) work.push(this.#troubleDisk());
    const longest = this.#random.pick(this.#options.isDiskTroubled ? [400, 4000, 20_000] : [50, 400, 1500]);
    const happenings = this.#random.between(1, longest);
    // None of the work ends by itself: it fails, or is ended.
    await Promise.race([this.#simulation.events(happenings), ...work]);
    await this.#end(manager);
  }

  /** Checks what the last run left. */
  async finish(): Promise<void> {
    await this.#start(this.#machine.boot());
  }

  async #start(world: VirtualWorld): Promise<LogManager> {
    this.#run++;
    this.#isStopping = false;
    this.#mendDisk();
    const manager = await this.#open(world);
    for (const [partition, model] of this.#models.entries()) {
      const log = manager.get(topic, partition) ?? (await this.#create(manager, partition));
      const before = model.endOffset;
      await model.checkRecovered(log);
      this.report.lost += before - model.endOffset;
    }
    this.#count(manager.loadReport);
    return manager;
  }

  async #end(manager: LogManager): Promise<void> {
    switch (this.#random.pick(this.#options.ends ?? ["power"])) {
      case "power":
        return this.#machine.cutPower();
      case "kill":
        // What the system has is not lost with the program.
        this.#machine.kill();
        return;
      case "clean":
        this.#isStopping = true;
        this.#mendDisk();
        await manager.close({ isClean: true, brokerEpoch: 1 });
        this.#machine.kill();
    }
  }

  async #open(world: VirtualWorld): Promise<LogManager> {
    const directory = await LogDirectory.open(world.disk, path);
    if (directory.meta === null) {
      const meta = { clusterId: "cluster", nodeId: 1, directoryId: null };
      await directory.format(meta, { random: world.random, now: world.clock.now() });
    }
    return await LogManager.open({
      shared: createLogShared({ ...world, maxOpenFiles: 4, tailBytes: 20_000 }),
      directories: [directory],
      configOf: () => this.#config,
      settings: {
        retentionCheckIntervalMs: never,
        flushSchedulerIntervalMs: 40,
        recoveryPointCheckpointIntervalMs: 10,
        startOffsetCheckpointIntervalMs: 10,
        highWatermarkCheckpointIntervalMs: 10,
        producerIdExpirationMs: never,
      },
    });
  }

  async #create(manager: LogManager, partition: number): Promise<Log> {
    const { durableEnd } = this.#models[partition] ?? assert.fail();
    assert.equal(durableEnd, 0, "a partition with durable records is gone");
    return await manager.create({ topic, partition, topicId, config: this.#config });
  }

  /** Appends for ever, up to five batches at a time, as a producer has them in flight. */
  async #produce(world: VirtualWorld, log: Log, model: PartitionModel, producerId: number): Promise<never> {
    await this.#sendAgain(log, model, producerId);
    const inFlight: Promise<void>[] = [];
    for (;;) {
      await this.#pause(world);
      const last = producerId < 0 ? undefined : model.lastOf(producerId);
      const baseSequence =
        last === undefined ? 0 : (last.sent.baseSequence + last.sent.values.length) % 2_147_483_648;
      const batch = this.#batch(world, { producerId, baseSequence, isTransactional: false });
      const append = this.#append(log, model, batch);
      // Whether it failed is asked when its turn comes.
      append.catch(() => {});
      inFlight.push(append);
      if (inFlight.length >= this.#random.between(1, 5)) await inFlight.shift();
    }
  }

  async #produceTransactions(
    world: VirtualWorld,
    log: Log,
    model: PartitionModel,
    producerId: number,
  ): Promise<never> {
    await this.#sendAgain(log, model, producerId);
    for (;;) {
      await this.#pause(world);
      if (model.hasOpenTransaction(producerId) && this.#random.chance(0.3)) {
        const marker = this.#random.chance(0.5) ? "commit" : "abort";
        const [timestamp] = this.#timestamps(world, 1);
        await this.#append(log, model, {
          ...plainBatch([], 0),
          timestamps: [timestamp ?? 0],
          producerId,
          producerEpoch: 0,
          isTransactional: true,
          marker,
        });
        continue;
      }
      const last = model.lastOf(producerId);
      const baseSequence = last === undefined ? 0 : last.sent.baseSequence + last.sent.values.length;
      await this.#append(log, model, this.#batch(world, { producerId, baseSequence, isTransactional: true }));
    }
  }

  /** A producer whose broker has restarted does not know whether its last batch is there, and sends it again. */
  async #sendAgain(log: Log, model: PartitionModel, producerId: number): Promise<void> {
    const last = producerId < 0 ? undefined : model.lastOf(producerId);
    if (last === undefined) return;
    const { baseOffset, leaderEpoch } = last;
    const again = log.append(bytesOf(last.sent), { origin: "client", leaderEpoch });
    assert.ok(
      again.kind === "appended",
      `the batch at ${baseOffset} is refused the second time: ${again.kind}`,
    );
    assert.deepEqual([again.isDuplicate, again.baseOffset], [true, baseOffset], "known as a duplicate");
    await again.written;
    if (this.#options.isSynced) model.durableEnd = Math.max(model.durableEnd, last.lastOffset + 1);
  }

  async #append(log: Log, model: PartitionModel, batch: SentBatch): Promise<void> {
    const origin = batch.marker === null ? "client" : "coordinator";
    const result = log.append(bytesOf(batch), { origin, leaderEpoch: this.#leaderEpoch });
    if (result.kind === "unavailable") return await this.#refused();
    assert.ok(result.kind === "appended", `an append is refused: ${JSON.stringify(result)}`);
    assert.equal(result.isDuplicate, false);
    model.append(batch, result, this.#leaderEpoch);
    this.report.appended++;
    try {
      await result.written;
    } catch (error) {
      if (!this.#options.isDiskTroubled) throw error;
      // It is not in the log, and neither is what was to follow it.
      model.refuse(result.baseOffset);
      return await this.#refused();
    }
    this.report.acknowledged++;
    if (this.#options.isSynced) model.durableEnd = Math.max(model.durableEnd, result.lastOffset + 1);
  }

  /** A producer waits a while, or for the next broker. */
  async #refused(): Promise<void> {
    if (this.#isStopping) await new Promise<never>(() => {});
    assert.ok(this.#options.isDiskTroubled, "an append is refused by a sound disk");
    this.report.refused++;
    await this.#pass(20);
  }

  /** One trouble after another. After each, appends must be taken again before long. */
  async #troubleDisk(): Promise<never> {
    const plan = this.#machine.diskPlan;
    for (;;) {
      await this.#pass(this.#random.between(1, 100));
      switch (this.#random.below(3)) {
        case 0:
          plan.capacityBytes = this.#usedBytes() + this.#random.below(10_000);
          break;
        case 1:
          plan.isReadOnly = true;
          break;
        default:
          plan.failing = (operation) => (operation === "write" && this.#random.chance(0.3) ? "EIO" : null);
      }
      await this.#pass(this.#random.between(1, 400));
      this.#mendDisk();
      const { acknowledged } = this.report;
      await this.#pass(1500);
      assert.ok(this.report.acknowledged > acknowledged, "the disk is mended, and appends are still refused");
      this.report.mended++;
    }
  }

  /** Time passes. If the program has ended meanwhile, nothing follows. */
  async #pass(delayMs: number): Promise<void> {
    const run = this.#run;
    await this.#simulation.sleep(delayMs);
    if (this.#isStopping || run !== this.#run) await new Promise<never>(() => {});
  }

  #mendDisk(): void {
    Object.assign(this.#machine.diskPlan, soundDisk);
  }

  #usedBytes(): number {
    return Array.from(this.#machine.files().values()).reduce((sum, content) => sum + content.length, 0);
  }

  /** What an administrator and the broker's own clock do: flush, retention, DeleteRecords. */
  async #keepHouse(world: VirtualWorld, log: Log, model: PartitionModel): Promise<never> {
    for (;;) {
      await new Promise<void>((resolve) => world.clock.schedule(this.#random.between(1, 200), resolve));
      try {
        await this.#keepOnce(log, model);
      } catch (error) {
        const trouble = error instanceof LogFailure && !error.isFatal ? error.cause : error;
        const isExpected = isFault(trouble, "ENOSPC", "EROFS", "EIO");
        if (!this.#options.isDiskTroubled || !isExpected) throw error;
      }
    }
  }

  async #keepOnce(log: Log, model: PartitionModel): Promise<void> {
    switch (this.#random.below(3)) {
      case 0:
        await log.deleteExpired();
        return;
      case 1:
        await log.flush();
        model.durableEnd = Math.max(model.durableEnd, log.recoveryPoint);
        return;
      default: {
        const { startOffset, highWatermark } = log;
        const offset = startOffset + this.#random.below(1 + ((highWatermark - startOffset) >> 2));
        const start = await log.deleteRecordsBefore(offset);

        assert.ok(start !== null && start >= offset);
        // Where the log begins is durable; that so much was written may not be.
        model.durableStart = Math.max(model.durableStart, Math.min(start, model.durableEnd));
      }
    }
  }

  #batch(
    world: VirtualWorld,
    given: Pick<SentBatch, "baseSequence" | "producerId" | "isTransactional">,
  ): SentBatch {
    const count = this.#random.between(1, 4);
    // Four of the longest must fit into a segment.
    const length = Math.min(this.#random.pick([10, 100, 100, 1000, 3000]), this.#config.segmentBytes / 5);
    const values = Array.from({ length: count }, () =>
      `${this.#nextValue++}`.padEnd(this.#random.below(length), "."),
    );
    return {
      ...given,
      values,
      timestamps: this.#timestamps(world, count),
      codec: this.#random.chance(0.1) ? "gzip" : "none",
      producerEpoch: given.producerId < 0 ? -1 : 0,
      baseSequence: given.producerId < 0 ? -1 : given.baseSequence,
      marker: null,
    };
  }

  #timestamps(world: VirtualWorld, count: number): number[] {
    return Array.from({ length: count }, () => world.clock.now() - this.#random.below(20));
  }

  async #pause(world: VirtualWorld): Promise<void> {
    // Troubles last long, so that there the producers are slow.
    const delayMs =
      this.#random.fraction() * this.#random.pick(this.#options.isDiskTroubled ? [2, 60] : [0.1, 3]);
    await new Promise<void>((resolve) => world.clock.schedule(delayMs, resolve));
  }

  #count(load: LoadReport): void {
    this.report.load.recoveredSegments += load.recoveredSegments;
    this.report.load.tornTails += load.tornTails;
    this.report.load.tornBytes += load.tornBytes;
    this.report.load.removedSegments += load.removedSegments;
  }
}
