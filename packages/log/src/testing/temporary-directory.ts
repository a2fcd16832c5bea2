import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

/** A directory of the machine that is gone when the test has ended. */
export function temporaryDirectory(test: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "ottla-log-"));
  test.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
