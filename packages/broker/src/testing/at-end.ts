import type { TestContext } from "node:test";
import { Undo } from "../start/undo.ts";

const endings = new WeakMap<TestContext, Undo>();

/** Does something when the test has ended, the last first: what was built on something goes before it. */
export function atEnd(test: TestContext, step: () => Promise<void> | void): void {
  let undo = endings.get(test);
  if (undo === undefined) {
    undo = new Undo();
    endings.set(test, undo);
    const all = undo;
    test.after(() => all.run());
  }
  undo.add(step);
}
