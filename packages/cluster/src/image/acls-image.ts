import type { MetadataRecordInput, RecordValue } from "../records/index.ts";
import { DraftMap } from "./draft-map.ts";
import { MetadataFault } from "./metadata-fault.ts";

/** Who may do what to what, or may not. Numbers are those of the protocol (DescribeAcls). */
export interface AccessControlEntry {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly patternType: number;
  readonly principal: string;
  readonly host: string;
  readonly operation: number;
  readonly permissionType: number;
}

/** Access control entries by id. */
export type AclsImage = ReadonlyMap<string, AccessControlEntry>;

export class AclsDraft {
  readonly #entries: DraftMap<string, AccessControlEntry>;

  constructor(before: AclsImage) {
    this.#entries = new DraftMap(before);
  }

  get isChanged(): boolean {
    return this.#entries.isChanged;
  }

  add({ id, ...entry }: RecordValue<"accessControlEntry">): void {
    this.#entries.set(id, entry);
  }

  remove({ id }: RecordValue<"removeAccessControlEntry">): void {
    if (!this.#entries.delete(id))
      throw new MetadataFault(`access control entry ${id} is removed, but is not there`);
  }

  finish(): AclsImage {
    return this.#entries.finish();
  }
}

export function* aclRecords(acls: AclsImage): Generator<MetadataRecordInput> {
  for (const [id, entry] of acls) yield { kind: "accessControlEntry", version: 0, value: { id, ...entry } };
}
