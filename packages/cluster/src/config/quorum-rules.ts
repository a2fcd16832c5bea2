import type { BrokerConfigValues } from "./broker-configs.ts";
import { parseQuorumVoter, type QuorumVoter } from "./quorum-addresses.ts";
import type { Violation } from "./violation.ts";

/** The voters that `controller.quorum.voters` names; none where the directory knows them. */
export function staticVoters(values: BrokerConfigValues): readonly QuorumVoter[] {
  // The key's rule has read every entry before.
  return values["controller.quorum.voters"].map(parseQuorumVoter).filter((voter) => "id" in voter);
}

/** What must hold between the roles of a node and its quorum. */
export function* quorumViolations(values: BrokerConfigValues): Generator<Violation> {
  const name = "controller.quorum.voters";
  const roles = values["process.roles"];
  const nodeId = values["node.id"];
  const voters = staticVoters(values);
  const shown = values[name].join(",");
  const isVoter = voters.some(({ id }) => id === nodeId);
  if (values["broker.id"] !== -1 && values["broker.id"] !== nodeId) {
    const remedy = `They are ${nodeId} and ${values["broker.id"]}: leave broker.id out.`;
    yield { name: "broker.id", message: "You must set `node.id` to the same value as `broker.id`.", remedy };
  }
  if (new Set(voters.map(({ id }) => id)).size < voters.length) {
    yield { name, message: `${name} names a node twice`, remedy: "Give each voter an id of its own." };
  }
  const unroutable = voters.find(({ host }) => host === "0.0.0.0");
  if (unroutable !== undefined) {
    const message = `Host string (${unroutable.host}) is not routeable`;
    yield { name, message, remedy: "Name the host as other nodes reach it." };
  }
  if (roles.includes("controller")) {
    if (voters.length > 0 && !isVoter) {
      const message = `If process.roles contains the 'controller' role, the node id ${nodeId} must be included in the set of voters ${name}=${shown}`;
      yield {
        name,
        message,
        remedy: `Add ${nodeId}@localhost:9093, or leave ${name} out: the directory knows its voters.`,
      };
    }
    return;
  }
  if (isVoter) {
    const message = `If process.roles contains just the 'broker' role, the node id ${nodeId} must not be included in the set of voters ${name}=${shown}`;
    yield { name, message, remedy: "Give the broker a node.id of its own." };
  }
  if (values["controller.quorum.auto.join.enable"]) {
    const key = "controller.quorum.auto.join.enable";
    const message = `${key} is only supported when process.roles contains the 'controller' role.`;
    yield { name: key, message, remedy: "Set it to false." };
  }
  if (voters.length === 0 && values["controller.quorum.bootstrap.servers"].length === 0) {
    const message =
      "If using process.roles, either controller.quorum.bootstrap.servers must contain the set of bootstrap controllers or controller.quorum.voters must contain a parseable set of controllers.";
    yield {
      name: "controller.quorum.bootstrap.servers",
      message,
      remedy: "Name the controllers, as in host:9093.",
    };
  }
}
