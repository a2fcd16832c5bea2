/**
 * The text form that checkpoints share: a version, the number of entries, then an entry a line (CheckpointFile).
 *
 * A file that does not keep to it makes Kafka take the whole log directory offline; a missing or empty one is "no
 * entries". Both are the same here.
 */
export function encodeCheckpoint(lines: readonly string[]): string {
  return `0\n${lines.length}\n${lines.map((line) => `${line}\n`).join("")}`;
}

/** The entries' lines. Throws CheckpointError where the text is not a checkpoint. */
export function decodeCheckpoint(text: string, path: string): readonly string[] {
  if (text.length === 0) return [];
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const [version, count, ...entries] = lines;
  if (version !== "0") throw new CheckpointError(path, `its version is "${version}", only 0 is known`);
  if (count === undefined || !/^\d+$/.test(count))
    throw new CheckpointError(path, "it has no count of entries");
  if (Number(count) !== entries.length) {
    throw new CheckpointError(path, `it says ${count} entries and has ${entries.length}`);
  }
  return entries;
}

/** A checkpoint that cannot be read for what it says. Deleting it is safe: what it saves is only time, or is found again. */
export class CheckpointError extends Error {
  readonly path: string;

  constructor(path: string, fault: string) {
    super(`The checkpoint ${path} is malformed: ${fault}. Delete the file to have its content found again.`);
    this.name = "CheckpointError";
    this.path = path;
  }
}
