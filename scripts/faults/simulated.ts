import { PowerCutLife, type PowerCutLifeOptions, type PowerCutReport } from "@ottla/log/testing";
import { Simulation } from "@ottla/simulator";
import type { Fault, FaultResult, FaultRun } from "./fault.ts";

/** After so many cycles, a life ends and another seed begins: its log is long, and there are other layouts to try. */
const cyclesPerLife = 20;
/** An assertion may show two whole logs. */
const maxMessage = 300;

/** A broker's logs lose power again and again, under concurrent appends. */
export const powerCuts: Fault = {
  about:
    "simulated power cuts under load: flush.messages=1 loses nothing acknowledged, the default leaves a beginning",
  cycles: 2000,
  async run(run) {
    const synced = await live("power-cuts", "flush.messages=1", run, { isSynced: true });
    const unsynced = await live("power-cuts", "defaults", run, { isSynced: false });
    return { passed: synced.passed + unsynced.passed, failed: synced.failed + unsynced.failed };
  },
};

/** The disk is full, read-only or fails, while the program is killed, loses power or stops. */
export const diskFull: Fault = {
  about:
    "a simulated disk that is full, read-only or fails under load: nothing acknowledged is lost, appends go on afterwards",
  cycles: 500,
  async run(run) {
    const ends = ["kill", "power", "clean"] as const;
    return await live("disk-full", "flush.messages=1", run, { isSynced: true, ends, isDiskTroubled: true });
  },
};

async function live(
  name: string,
  mode: string,
  { cycles, seed, say }: FaultRun,
  options: PowerCutLifeOptions,
): Promise<FaultResult> {
  const total = emptyReport();
  let passed = 0;
  let failed = 0;
  let lived = 0;
  for (let life = 0; lived < cycles; life++) {
    const count = Math.min(cyclesPerLife, cycles - lived);
    const simulation = new Simulation({ seed: seed + life });
    const logs = new PowerCutLife(simulation, options);
    let done = 0;
    try {
      await simulation.run(async () => {
        for (; done < count - 1; done++) await logs.cycle();
        await logs.cycle();
        await logs.finish();
        done++;
      });
    } catch (error) {
      failed++;
      say(`FAIL ${mode}: ${(error instanceof Error ? error.message : String(error)).slice(0, maxMessage)}`);
      say(`     npm run faults -- ${name} --seed ${seed + life} --cycles ${done + 1}`);
    }
    passed += done;
    lived += count;
    add(total, logs.report);
  }
  say(`${mode}: ${describe(total)}`);
  return { passed, failed };
}

function emptyReport(): PowerCutReport {
  const load = { recoveredSegments: 0, tornTails: 0, tornBytes: 0, removedSegments: 0 };
  return { appended: 0, acknowledged: 0, lost: 0, refused: 0, mended: 0, load };
}

function add(total: PowerCutReport, report: PowerCutReport): void {
  for (const key of ["appended", "acknowledged", "lost", "refused", "mended"] as const)
    total[key] += report[key];
  for (const key of ["recoveredSegments", "tornTails", "tornBytes", "removedSegments"] as const) {
    total.load[key] += report.load[key];
  }
}

function describe({ appended, acknowledged, lost, refused, mended, load }: PowerCutReport): string {
  const trouble = mended > 0 ? `, ${refused} refused, mended ${mended} times` : "";
  return (
    `${appended} batches appended, ${acknowledged} acknowledged${trouble}, ${lost} unacknowledged or unsynced records lost; ` +
    `${load.recoveredSegments} segments recovered, ${load.tornTails} torn tails of ${load.tornBytes} bytes`
  );
}
