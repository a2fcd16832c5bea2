import type { MetadataRecordInput, RecordValue } from "../records/index.ts";
import { DraftMap } from "./draft-map.ts";
import { MetadataFault } from "./metadata-fault.ts";

/** What a server keeps of a password (RFC 5802). */
export interface ScramCredential {
  readonly salt: Buffer;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
  readonly iterations: number;
}

/** Credentials by user, then by mechanism (1: SCRAM-SHA-256, 2: SCRAM-SHA-512). */
export type ScramImage = ReadonlyMap<string, ReadonlyMap<number, ScramCredential>>;

export class ScramDraft {
  readonly #users: DraftMap<string, ReadonlyMap<number, ScramCredential>>;
  readonly changedUsers = new Set<string>();

  constructor(before: ScramImage) {
    this.#users = new DraftMap(before);
  }

  set(record: RecordValue<"userScramCredential">): void {
    const credentials = new Map(this.#users.get(record.name));
    // Copies: what was read is a view of a whole batch.
    credentials.set(record.mechanism, {
      salt: Buffer.from(record.salt),
      storedKey: Buffer.from(record.storedKey),
      serverKey: Buffer.from(record.serverKey),
      iterations: record.iterations,
    });
    this.#put(record.name, credentials);
  }

  remove({ name, mechanism }: RecordValue<"removeUserScramCredential">): void {
    const credentials = new Map(this.#users.get(name));
    if (!credentials.delete(mechanism)) {
      throw new MetadataFault(`user ${name} loses a credential of mechanism ${mechanism}, but has none`);
    }
    this.#put(name, credentials);
  }

  finish(): ScramImage {
    return this.#users.finish();
  }

  #put(user: string, credentials: ReadonlyMap<number, ScramCredential>): void {
    this.changedUsers.add(user);
    if (credentials.size === 0) this.#users.delete(user);
    else this.#users.set(user, credentials);
  }
}

export function* scramRecords(scram: ScramImage): Generator<MetadataRecordInput> {
  for (const [name, credentials] of scram) {
    for (const [mechanism, credential] of credentials) {
      yield { kind: "userScramCredential", version: 0, value: { name, mechanism, ...credential } };
    }
  }
}
