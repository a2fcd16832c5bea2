import { zeroUuid } from "@ottla/protocol";
import type { Disk } from "@ottla/runtime";
import { quorumStateFileName } from "../format/file-names.ts";

/** What a node must remember of elections: it votes once in an epoch, and never leads in one that is over (KIP-595). */
export interface QuorumState {
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly votedId: number;
  readonly votedDirectoryId: string;
  /** Only at `kraft.version` 0; null else. */
  readonly voters: readonly number[] | null;
}

/** Null where there is no such file. Throws SyntaxError or TypeError where it is not what Kafka would have written. */
export async function readQuorumState(disk: Disk, directory: string): Promise<QuorumState | null> {
  const text = await disk.readFile(`${directory}/${quorumStateFileName}`);
  return text === null ? null : decodeQuorumState(text.toString("utf8"));
}

/** Durable when it resolves, and never half written. */
export async function saveQuorumState(disk: Disk, directory: string, state: QuorumState): Promise<void> {
  await disk.replaceFile(`${directory}/${quorumStateFileName}`, encodeQuorumState(state));
}

/** As Kafka writes it: the version that goes with `kraft.version` 0 names the voters, the other does not. */
export function encodeQuorumState({ leaderId, leaderEpoch, votedId, ...rest }: QuorumState): string {
  if (rest.voters === null) {
    const { votedDirectoryId } = rest;
    return JSON.stringify({ leaderId, leaderEpoch, votedId, votedDirectoryId, data_version: 1 });
  }
  const currentVoters = rest.voters.map((voterId) => ({ voterId }));
  const election = { clusterId: "", leaderId, leaderEpoch, votedId, appliedOffset: 0 };
  return JSON.stringify({ ...election, currentVoters, data_version: 0 });
}

export function decodeQuorumState(text: string): QuorumState {
  const json: unknown = JSON.parse(text);
  if (typeof json !== "object" || json === null) throw new TypeError("it is no object");
  const fields = new Map<string, unknown>(Object.entries(json));
  const version = wholeNumber(fields, "data_version");
  if (version > 1) throw new TypeError(`its data_version is ${version}, 0 and 1 are known`);
  const votedDirectoryId = fields.get("votedDirectoryId");
  return {
    leaderId: wholeNumber(fields, "leaderId"),
    leaderEpoch: wholeNumber(fields, "leaderEpoch"),
    votedId: wholeNumber(fields, "votedId"),
    votedDirectoryId: typeof votedDirectoryId === "string" ? votedDirectoryId : zeroUuid,
    voters: votersIn(fields.get("currentVoters")),
  };
}

function votersIn(list: unknown): readonly number[] | null {
  if (!Array.isArray(list)) return null;
  return list.map((voter: unknown) => {
    if (typeof voter !== "object" || voter === null) throw new TypeError("a voter is no object");
    return wholeNumber(new Map<string, unknown>(Object.entries(voter)), "voterId");
  });
}

function wholeNumber(fields: ReadonlyMap<string, unknown>, name: string): number {
  const value = fields.get(name);
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw new TypeError(`it has no whole number as ${name}`);
  }
  return value;
}
