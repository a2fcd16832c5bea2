import type { RequestOf, ResponseInput, removeRaftVoter } from "@ottla/protocol";
import { type Decision, withoutRecords } from "../controller/decision.ts";
import { type Fault, fault } from "./fault.ts";
import { faultOfClusterId, isVoterKey, type QuorumMembership, votersText, voterText } from "./raft-voters.ts";

type Request = RequestOf<typeof removeRaftVoter>;
type Response = ResponseInput<typeof removeRaftVoter>;

/** RemoveRaftVoter (KIP-853): whoever is asked for is no voter, or the last one, which cannot go. */
export function decideRemoveRaftVoter(request: Request, members: QuorumMembership): Decision<Response> {
  return withoutRecords(faultOf(request, members));
}

function faultOf({ clusterId, voterId, voterDirectoryId }: Request, members: QuorumMembership): Fault {
  const foreign = faultOfClusterId(clusterId, members);
  if (foreign !== null) return foreign;
  const voter = { id: voterId, directoryId: voterDirectoryId };
  if (!isVoterKey(voter))
    return fault("INVALID_REQUEST", "Remove voter request didn't include a valid voter");
  return fault(
    "VOTER_NOT_FOUND",
    `Cannot remove voter ${voterText(voter)} from the set of voters ${votersText(members.voters)}`,
  );
}
