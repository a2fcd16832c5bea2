import { NodeLife, type NodeLifeReport } from "@ottla/broker/testing";
import { Simulation } from "@ottla/simulator";
import type { Fault, FaultResult, FaultRun } from "./fault.ts";

/** After so many cycles, a life ends with a check of everything, and another seed begins. */
const cyclesPerLife = 5;
const maxMessage = 600;

/** A whole node in a simulated world, with its clients. */
export const node: Fault = {
  about:
    "a simulated broker that is killed, loses power, stops, and has troubles meanwhile: clients were told the truth, and get on",
  cycles: 100,
  async run({ cycles, seed, say }: FaultRun): Promise<FaultResult> {
    const reports: NodeLifeReport[] = [];
    let passed = 0;
    let failed = 0;
    for (let lived = 0, next = seed; lived < cycles; lived += cyclesPerLife, next++) {
      const count = Math.min(cyclesPerLife, cycles - lived);
      const simulation = new Simulation({ seed: next });
      const life = new NodeLife(simulation);
      try {
        await simulation.run(() => life.live(count));
        passed += count;
      } catch (error) {
        failed++;
        passed += life.report.cycles;
        // Behind the first line are the last ones of the node's log.
        const [message = ""] = (error instanceof Error ? error.message : String(error)).split("\n", 1);
        say(`FAIL ${message.slice(0, maxMessage)}`);
        say(`     npm run faults -- node --seed ${next} --cycles ${count}`);
      }
      reports.push(life.report);
    }
    say(describe(reports));
    return { passed, failed };
  },
};

function describe(reports: readonly NodeLifeReport[]): string {
  const sum = (of: (report: NodeLifeReport) => number): number =>
    reports.reduce((total, report) => total + of(report), 0);
  const faults = new Map<string, number>();
  for (const report of reports)
    for (const [kind, count] of report.faults) faults.set(kind, (faults.get(kind) ?? 0) + count);
  const troubles = Array.from(faults, ([kind, count]) => `${count} ${kind}`).join(", ");
  return (
    `${sum(({ acknowledged }) => acknowledged)} records acknowledged in ${Math.round(sum(({ virtualMs }) => virtualMs) / 1000)} virtual s; ` +
    `${sum(({ crashedStarts }) => crashedStarts)} crashes of starts, ${sum(({ failures }) => failures)} failures of the node, ` +
    `${sum(({ clientCrashes }) => clientCrashes)} of clients; troubles: ${troubles}`
  );
}
