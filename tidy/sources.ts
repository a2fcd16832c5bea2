import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the repository is. */
export const root = fileURLToPath(new URL("..", import.meta.url));

export interface SourceFile {
  /** Relative to the repository, with slashes. */
  readonly path: string;
  readonly text: string;
}

const skipped = new Set(["node_modules", "dist", ".build", ".git", ".interop", "data", "testdata"]);

/** Every file under the folders whose name ends in one of the endings. */
export function sourcesIn(folders: readonly string[], endings: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) => walk(join(root, folder), endings));
}

/** What lies at the root of the repository itself, and what is run before a change lands. */
export function filesAtRoot(): SourceFile[] {
  const names = readdirSync(root).filter((name) => /\.(md|json)$/.test(name) && name !== "package-lock.json");
  return [...names, ".ci/run"].map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

function walk(directory: string, endings: readonly string[]): SourceFile[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (skipped.has(entry.name)) return [];
    if (entry.isDirectory()) return walk(path, endings);
    if (!endings.some((ending) => entry.name.endsWith(ending))) return [];
    return [{ path: relative(root, path).replaceAll("\\", "/"), text: readFileSync(path, "utf8") }];
  });
}

/** What a file imports: module names as written. */
export function importsOf(text: string): string[] {
  const statements = text.matchAll(/(?:^|\n)\s*(?:import|export)\s[^;]*?from\s*"([^"]+)"/g);
  const bare = text.matchAll(/(?:^|\n)\s*import\s*"([^"]+)"/g);
  const dynamic = text.matchAll(/\bimport\(\s*"([^"]+)"\s*\)/g);
  return [...statements, ...bare, ...dynamic].map((match) => match[1]!);
}

/** Tests, simulations, fuzzers, benchmarks and what supports them. */
export function isDevelopment(path: string): boolean {
  return /\.(test|sim|fuzz|bench)\.ts$/.test(path) || /\/src\/testing\//.test(path);
}

/** The text without its comments, so that a rule about code does not judge prose. */
export function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|\s)\/\/.*$/gm, "$1");
}
