import { simulate } from "@ottla/simulator";
import { PowerCutLife } from "../testing/power-cut-life.ts";

simulate(
  "with flush.messages=1 no power cut takes an acknowledged record",
  { seeds: 3 },
  async (simulation) => {
    const life = new PowerCutLife(simulation, { isSynced: true });
    for (let cycle = 0; cycle < 6; cycle++) await life.cycle();
  },
);

simulate(
  "without syncs a power cut leaves a beginning of what was written",
  { seeds: 3 },
  async (simulation) => {
    const life = new PowerCutLife(simulation, { isSynced: false });
    for (let cycle = 0; cycle < 6; cycle++) await life.cycle();
  },
);

simulate(
  "kills, power cuts and clean stops in any order lose nothing that was promised",
  { seeds: 3 },
  async (simulation) => {
    const isSynced = simulation.random.chance(0.5);
    const life = new PowerCutLife(simulation, { isSynced, ends: ["kill", "power", "clean"] });
    for (let cycle = 0; cycle < 6; cycle++) await life.cycle();
  },
);

simulate(
  "a full, read-only or failing disk takes nothing back that it took, and appends go on when it is mended",
  { seeds: 3 },
  async (simulation) => {
    const isSynced = simulation.random.chance(0.5);
    const life = new PowerCutLife(simulation, {
      isSynced,
      ends: ["kill", "power", "clean"],
      isDiskTroubled: true,
    });
    for (let cycle = 0; cycle < 3; cycle++) await life.cycle();
  },
);
