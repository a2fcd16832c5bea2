import { type MessageOf, Reader, votersRecord, Writer } from "@ottla/protocol";

/** How a voter of the metadata quorum is reached, by one of its listeners. */
export interface VoterEndpoint {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** A voter of the metadata quorum (KIP-853): a node, and the directory in which it keeps the log. */
export interface Voter {
  readonly id: number;
  readonly directoryId: string;
  readonly endpoints: readonly VoterEndpoint[];
  /** Versions of the quorum's own protocol (`kraft.version`) that it speaks. */
  readonly kraftVersions: { readonly min: number; readonly max: number };
}

/** What we speak. */
export const supportedKraftVersions = { min: 0, max: 1 } as const;

/** The value of the control record that states the voters. */
export function encodeVoters(voters: readonly Voter[]): Buffer {
  const writer = new Writer();
  const value = {
    version: 0,
    voters: voters.map((voter) => ({
      voterId: voter.id,
      voterDirectoryId: voter.directoryId,
      endpoints: voter.endpoints.map((endpoint) => ({ ...endpoint })),
      kRaftVersionFeature: {
        minSupportedVersion: voter.kraftVersions.min,
        maxSupportedVersion: voter.kraftVersions.max,
      },
    })),
  };
  votersRecord.encode(writer, value, 0);
  return writer.toBuffer();
}

export function decodeVoters(bytes: Buffer): readonly Voter[] {
  return votersOf(votersRecord.decode(new Reader(bytes), 0));
}

function votersOf(record: MessageOf<typeof votersRecord>): readonly Voter[] {
  return record.voters.map((voter) => ({
    id: voter.voterId,
    directoryId: voter.voterDirectoryId,
    endpoints: voter.endpoints,
    kraftVersions: {
      min: voter.kRaftVersionFeature.minSupportedVersion,
      max: voter.kRaftVersionFeature.maxSupportedVersion,
    },
  }));
}

/** Whether the log says the same of a voter as the voter says of itself. */
export function isSameVoter(one: Voter, other: Voter): boolean {
  return encodeVoters([one]).equals(encodeVoters([other]));
}
