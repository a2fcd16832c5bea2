import type { BrokerConfigValues } from "./broker-configs.ts";
import type { ListenerPlan } from "./listener-rules.ts";
import { staticVoters } from "./quorum-rules.ts";
import type { Violation } from "./violation.ts";

/**
 * Settings that ask for what is not built yet and that nobody should believe in effect: a node that starts all the same
 * would be open where it was to be closed, or alone where it was to be one of several. (Other settings of parts that
 * are not here are accepted, each with its reason in the table.)
 */
export function* unbuiltViolations(values: BrokerConfigValues, plan: ListenerPlan): Generator<Violation> {
  const roles = values["process.roles"];
  if (!roles.includes("controller") && roles.length > 0) {
    const message = "A broker whose controller is another process is not built yet.";
    yield { name: "process.roles", message, remedy: "Set it to broker,controller." };
  }
  if (staticVoters(values).length > 1) {
    const message = "A quorum of more than one voter is not built yet.";
    yield { name: "controller.quorum.voters", message, remedy: "Name this node alone, or leave it out." };
  }
  for (const { name, securityProtocol } of plan.listeners) {
    if (securityProtocol === "PLAINTEXT") continue;
    const message = `Listener ${name} is to speak ${securityProtocol}: SASL and TLS are not built yet.`;
    const remedy = `Let ${name} stand for PLAINTEXT in listener.security.protocol.map, or take it out.`;
    yield { name: "listeners", message, remedy };
  }
  if (values["security.inter.broker.protocol"] !== "PLAINTEXT") {
    const message = "SASL and TLS are not built yet.";
    yield { name: "security.inter.broker.protocol", message, remedy: "Leave it out." };
  }
  if (values["authorizer.class.name"] !== "") {
    const message = "Authorizers are not built yet: everybody could do everything.";
    yield {
      name: "authorizer.class.name",
      message,
      remedy: "Leave it out, and keep strangers away from the listeners.",
    };
  }
  if (values["remote.log.storage.system.enable"]) {
    const message = "Tiered storage is not built yet.";
    yield { name: "remote.log.storage.system.enable", message, remedy: "Set it to false." };
  }
}
