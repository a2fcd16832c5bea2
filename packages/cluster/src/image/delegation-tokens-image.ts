import type { MetadataRecordInput, RecordValue } from "../records/index.ts";
import { DraftMap } from "./draft-map.ts";

/** A token that stands for a user's login (KIP-48), without the secret part, which follows from the server's own key. */
export type DelegationToken = RecordValue<"delegationToken">;

/** By token id. */
export type DelegationTokensImage = ReadonlyMap<string, DelegationToken>;

export class DelegationTokensDraft {
  readonly #tokens: DraftMap<string, DelegationToken>;

  constructor(before: DelegationTokensImage) {
    this.#tokens = new DraftMap(before);
  }

  get isChanged(): boolean {
    return this.#tokens.isChanged;
  }

  set(record: DelegationToken): void {
    this.#tokens.set(record.tokenId, record);
  }

  remove({ tokenId }: RecordValue<"removeDelegationToken">): void {
    this.#tokens.delete(tokenId);
  }

  finish(): DelegationTokensImage {
    return this.#tokens.finish();
  }
}

export function* delegationTokenRecords(tokens: DelegationTokensImage): Generator<MetadataRecordInput> {
  for (const token of tokens.values()) yield { kind: "delegationToken", version: 0, value: token };
}
