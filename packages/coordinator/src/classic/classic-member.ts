import type { JoinResponse, SyncResponse } from "../runtime/group-protocol.ts";
import type { Caller } from "../runtime/turn.ts";

/** An assignment protocol that a member offers, and its metadata for it: the first is what it likes best. */
export interface OfferedProtocol {
  readonly name: string;
  readonly metadata: Buffer;
}

/** What a member is made of. */
export interface ClassicMemberInput {
  readonly memberId: string;
  /** Set: a static member (KIP-345). */
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly rebalanceTimeoutMs: number;
  readonly sessionTimeoutMs: number;
  readonly protocols: readonly OfferedProtocol[];
  readonly assignment?: Buffer;
}

export const noBytes: Buffer = Buffer.alloc(0);

/** A member of a classic group. */
export class ClassicMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  clientId: string;
  clientHost: string;
  rebalanceTimeoutMs: number;
  sessionTimeoutMs: number;
  protocols: readonly OfferedProtocol[];
  /** What the leader gave it in the current generation; empty: nothing yet. */
  assignment: Buffer;
  /** Soft: waits for the join phase to end. */
  joinCaller: Caller<JoinResponse> | null = null;
  /** Soft: waits for the leader's assignment. */
  syncCaller: Caller<SyncResponse> | null = null;
  /** Soft: joined for the first time and has had no answer yet. */
  isNew = false;

  constructor(input: ClassicMemberInput) {
    this.memberId = input.memberId;
    this.groupInstanceId = input.groupInstanceId;
    this.clientId = input.clientId;
    this.clientHost = input.clientHost;
    this.rebalanceTimeoutMs = input.rebalanceTimeoutMs;
    this.sessionTimeoutMs = input.sessionTimeoutMs;
    this.protocols = input.protocols;
    this.assignment = input.assignment ?? noBytes;
  }

  /** Metadata for a protocol; empty where the member does not offer it. */
  metadataFor(protocolName: string | null): Buffer {
    return this.protocols.find(({ name }) => name === protocolName)?.metadata ?? noBytes;
  }

  /** Whether it offers the same protocols with the same metadata, in the same order. */
  offersExactly(protocols: readonly OfferedProtocol[]): boolean {
    return (
      protocols.length === this.protocols.length &&
      protocols.every(({ name, metadata }, index) => {
        const own = this.protocols[index]!;
        return own.name === name && own.metadata.equals(metadata);
      })
    );
  }
}
