import type { addRaftVoter, RequestOf, ResponseInput } from "@ottla/protocol";
import { type Decision, withoutRecords } from "../controller/decision.ts";
import { type Fault, fault } from "./fault.ts";
import { faultOfClusterId, isVoterKey, type QuorumMembership, votersText, voterText } from "./raft-voters.ts";

type Request = RequestOf<typeof addRaftVoter>;
type Response = ResponseInput<typeof addRaftVoter>;

/**
 * AddRaftVoter (KIP-853): a quorum of one voter stays one, because the log is not replicated to others yet. Where nothing
 * else is wrong, the answer is that of a new voter that cannot be reached.
 */
export function decideAddRaftVoter(request: Request, members: QuorumMembership): Decision<Response> {
  return withoutRecords(faultOf(request, members));
}

function faultOf(
  { clusterId, voterId, voterDirectoryId, listeners }: Request,
  members: QuorumMembership,
): Fault {
  const foreign = faultOfClusterId(clusterId, members);
  if (foreign !== null) return foreign;
  const voter = { id: voterId, directoryId: voterDirectoryId };
  if (!isVoterKey(voter)) return fault("INVALID_REQUEST", "Add voter request didn't include a valid voter");
  const { controllerListener } = members;
  if (!listeners.some(({ name }) => name === controllerListener)) {
    return fault(
      "INVALID_REQUEST",
      `Add voter request didn't include the endpoint (${endpointsText(listeners)}) for the default listener ` +
        `ListenerName(${controllerListener})`,
    );
  }
  if (members.voters.some(({ id }) => id === voterId)) {
    return fault(
      "DUPLICATE_VOTER",
      `The voter id for ${voterText(voter)} is already part of the set of voters ${votersText(members.voters)}.`,
    );
  }
  return fault("REQUEST_TIMED_OUT", `New voter ${voterText(voter)} is not ready to receive requests`);
}

function endpointsText(listeners: Request["listeners"]): string {
  const texts = listeners.map(({ name, host, port }) => `ListenerName(${name})=${host}/<unresolved>:${port}`);
  return `Endpoints(endpoints={${texts.join(", ")}})`;
}
