import { errorCode } from "@ottla/protocol";
import type { Group } from "../runtime/group.ts";
import { noBytes } from "./classic-member.ts";

/** A group as DescribeGroups shows it. */
export interface DescribedClassicGroup {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly groupId: string;
  readonly groupState: string;
  readonly protocolType: string;
  /** The protocol of the current generation; empty unless the group is stable. */
  readonly protocolData: string;
  readonly members: readonly {
    readonly memberId: string;
    readonly groupInstanceId: string | null;
    readonly clientId: string;
    readonly clientHost: string;
    readonly memberMetadata: Buffer;
    readonly memberAssignment: Buffer;
  }[];
}

/** From DescribeGroups v6 on a group that is not there is an error (KIP-1043); before, it is "Dead". */
const notFoundSince = 6;

export function describeClassicGroup(
  groupId: string,
  group: Group | undefined,
  apiVersion: number,
): DescribedClassicGroup {
  if (group?.type !== "classic") {
    const isError = apiVersion >= notFoundSince;
    return {
      errorCode: isError ? errorCode.GROUP_ID_NOT_FOUND : errorCode.NONE,
      errorMessage: isError
        ? `Group ${groupId} ${group === undefined ? "not found" : "is not a classic group"}.`
        : null,
      groupId,
      groupState: "Dead",
      protocolType: "",
      protocolData: "",
      members: [],
    };
  }
  const isStable = group.state === "Stable";
  return {
    errorCode: errorCode.NONE,
    errorMessage: null,
    groupId,
    groupState: group.state,
    protocolType: group.protocolType ?? "",
    protocolData: isStable ? (group.protocolName ?? "") : "",
    members: Array.from(group.members.values(), (member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      memberMetadata: isStable ? member.metadataFor(group.protocolName) : noBytes,
      memberAssignment: member.assignment,
    })),
  };
}
