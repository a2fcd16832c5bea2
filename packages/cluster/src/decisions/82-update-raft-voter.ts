import { errorCode, type RequestOf, type ResponseInput, type updateRaftVoter } from "@ottla/protocol";
import { type Decision, withoutRecords } from "../controller/decision.ts";
import { faultOfClusterId, isSameKey, isVoterKey, type QuorumMembership } from "./raft-voters.ts";

type Request = RequestOf<typeof updateRaftVoter>;
type Response = ResponseInput<typeof updateRaftVoter>;

/** The `kraft.version` that a quorum with voters in its log has. */
const finalizedKraftVersion = 1;

/**
 * UpdateRaftVoter (KIP-853): voters tell the leader where they are. The one voter there is leads, and has told itself when
 * it started; to hear it again changes nothing. (Apache Kafka's leader does not survive such a request.)
 */
export function decideUpdateRaftVoter(request: Request, members: QuorumMembership): Decision<Response> {
  const { leaderId, leaderEpoch, leaderEndpoint } = members;
  return withoutRecords({
    errorCode: codeFor(request, members),
    currentLeader: { leaderId, leaderEpoch, host: leaderEndpoint.host, port: leaderEndpoint.port },
  });
}

function codeFor(request: Request, members: QuorumMembership): number {
  const { currentLeaderEpoch, listeners, kRaftVersionFeature: range } = request;
  if (faultOfClusterId(request.clusterId, members) !== null) return errorCode.INCONSISTENT_CLUSTER_ID;
  if (currentLeaderEpoch < members.leaderEpoch) return errorCode.FENCED_LEADER_EPOCH;
  if (currentLeaderEpoch > members.leaderEpoch) return errorCode.UNKNOWN_LEADER_EPOCH;
  const voter = { id: request.voterId, directoryId: request.voterDirectoryId };
  if (!isVoterKey(voter)) return errorCode.INVALID_REQUEST;
  if (!listeners.some(({ name }) => name === members.controllerListener)) return errorCode.INVALID_REQUEST;
  const isInRange =
    range.minSupportedVersion >= 0 &&
    range.minSupportedVersion <= finalizedKraftVersion &&
    range.maxSupportedVersion >= finalizedKraftVersion;
  if (!isInRange) return errorCode.INVALID_REQUEST;
  return members.voters.some((each) => isSameKey(each, voter)) ? errorCode.NONE : errorCode.VOTER_NOT_FOUND;
}
