/** A million real lines: dictionaries, logs and Debian package indexes of the machine, then whatever text it has. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "../foundation/places.ts";
import { mustRun, run } from "../foundation/processes.ts";

export interface Line {
  /** What belongs together and stays in order: a package, a file, a word's first letters. */
  readonly key: string;
  readonly text: string;
}

/** Lines of one kind of source, as far as they were needed. */
export interface Found {
  readonly source: string;
  readonly count: number;
}

interface Source {
  readonly name: string;
  readonly lines: () => AsyncIterable<Line> | Iterable<Line>;
}

const maxFileBytes = 8 << 20;
const maxFilesPerWalk = 60_000;
const maxLineBytes = 10_000;
const maxKeyBytes = 100;

const sources: readonly Source[] = [
  { name: "dictionaries", lines: () => linesOfFiles(["/usr/share/dict"], /.*/) },
  { name: "logs", lines: () => linesOfFiles(["/var/log"], /\.(log|txt)$|\/(syslog|messages|dmesg)$/) },
  { name: "package indexes", lines: packageIndexes },
  { name: "texts of the system", lines: () => linesOfFiles(["/usr/share", "/usr/lib"], textEnding) },
  { name: "texts of our dependencies", lines: () => linesOfFiles([join(root, "node_modules")], textEnding) },
];

const textEnding =
  /\.(txt|md|html|xml|json|js|ts|py|pm|pl|sh|css|csv|list|h|hpp|c|java|rst|conf)$|\/copyright$/;

/**
 * That many lines, in the order of their sources. Text is latin1: every byte of a file is a character, whatever its
 * encoding was. A machine with too little text has its lines repeated: what is produced carries their number anyway.
 */
export async function realLines(count: number): Promise<{ lines: Line[]; found: Found[] }> {
  const lines: Line[] = [];
  const found: Found[] = [];
  for (const { name, lines: read } of sources) {
    const before = lines.length;
    if (before >= count) break;
    for await (const line of read()) {
      lines.push(line);
      if (lines.length >= count) break;
    }
    if (lines.length > before) found.push({ source: name, count: lines.length - before });
  }
  const distinct = lines.length;
  if (distinct === 0) throw new Error("this machine has no text at all");
  while (lines.length < count) lines.push(lines[lines.length - distinct]!);
  if (count > distinct) found.push({ source: "repeated", count: count - distinct });
  return { lines, found };
}

/** Paragraphs of `Package: name` and what follows; fetched where the machine has none and lets us. */
async function* packageIndexes(): AsyncIterable<Line> {
  let indexes = packageIndexFiles();
  if (indexes.length === 0 && process.getuid?.() === 0) {
    await run("apt-get", ["update", "-q"], { timeoutMs: 300_000 }).catch(() => undefined); // there may be no apt
    indexes = packageIndexFiles();
  }
  for (const path of indexes) {
    let name = "";
    for (const text of splitLines(await unpacked(path))) {
      if (text.startsWith("Package: ")) name = text.slice("Package: ".length);
      yield { key: keyOf(name), text };
    }
  }
}

function packageIndexFiles(): string[] {
  return filesIn("/var/lib/apt/lists", /_(Packages|Sources)(\.\w+)?$/);
}

/** apt keeps its indexes packed, in a format of its choice that its own helper knows. */
async function unpacked(path: string): Promise<string> {
  if (/_(Packages|Sources)$/.test(path)) return readFileSync(path, "latin1");
  const options = { timeoutMs: 60_000, encoding: "latin1" } as const;
  return mustRun("/usr/lib/apt/apt-helper", ["cat-file", path], options);
}

function* linesOfFiles(folders: readonly string[], ending: RegExp): Iterable<Line> {
  for (const folder of folders) {
    for (const path of filesIn(folder, ending)) {
      const key = keyOf(path);
      for (const text of splitLines(readFileSync(path, "latin1"))) yield { key, text };
    }
  }
}

/** Files below a folder whose path matches, in the order of their names; none where it cannot be read. */
function filesIn(folder: string, ending: RegExp): string[] {
  const files: string[] = [];
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined && files.length < maxFilesPerWalk; next = folders.pop()) {
    for (const entry of entriesOf(next)) {
      const path = join(next, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile() && ending.test(path) && isReadable(path)) files.push(path);
    }
  }
  return files.toSorted();
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // not there, or not ours to read
  }
}

function isReadable(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return (
    stats !== undefined && stats.size > 0 && (stats.size <= maxFileBytes || path.startsWith("/var/lib/apt"))
  );
}

/** Lines with something in them. What is binary in spite of its name has none that are short enough. */
function* splitLines(content: string): Iterable<string> {
  for (const line of content.split("\n")) {
    if (line.length > 0 && line.length <= maxLineBytes && !line.includes("\0")) yield line;
  }
}

/** Keys go before a tab on a line of their own, so they have neither tabs nor line ends. */
function keyOf(text: string): string {
  const key = text.replaceAll(/[\t\r\n]/g, " ").slice(-maxKeyBytes);
  return key === "" ? "-" : key;
}
