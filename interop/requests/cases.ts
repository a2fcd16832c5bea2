/** How cases are written down: a theme, and under it named scripts. */
import type { Api } from "@ottla/protocol";
import type { Kit } from "./kit.ts";

export interface Case {
  readonly name: string;
  readonly script: (kit: Kit) => Promise<void>;
  /** It changes what others see, so it runs when they have finished. */
  readonly isAlone: boolean;
}

/** Collects the cases of one theme. */
export class Theme {
  readonly name: string;
  readonly cases: Case[] = [];

  constructor(name: string) {
    this.name = name;
  }

  case(name: string, script: (kit: Kit) => Promise<void>): void {
    this.cases.push({ name: `${this.name}: ${name}`, script, isAlone: false });
  }

  /** A case for the whole cluster: nothing else runs beside it. */
  alone(name: string, script: (kit: Kit) => Promise<void>): void {
    this.cases.push({ name: `${this.name}: ${name}`, script, isAlone: true });
  }

  /** One case for every version that brokers serve. */
  versions(api: Api, name: string, script: (kit: Kit, version: number) => Promise<void>): void {
    const [lowest, highest] = api.stableVersions;
    for (let version = lowest; version <= highest; version++) {
      this.case(`${name}, ${api.name} v${version}`, (kit) => script(kit, version));
    }
  }

  /** One case for every row of a table, named by its first cell. */
  each<Row extends readonly [string, ...unknown[]]>(
    rows: readonly Row[],
    script: (kit: Kit, row: Row) => Promise<void>,
  ): void {
    for (const row of rows) this.case(row[0], (kit) => script(kit, row));
  }
}

/** A name for topics and groups of a case: short, and its own. */
export function prefixOf(name: string): string {
  let hash = 0x811c9dc5;
  for (const character of name) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  return `c${hash.toString(36)}`;
}
