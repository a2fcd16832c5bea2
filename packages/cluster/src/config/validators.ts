import { type ConfigValue, invalidValue, rule, type Validator } from "@ottla/runtime";
import { parseBootstrapServer, parseQuorumVoter } from "./quorum-addresses.ts";

/** gzip's own levels, or -1 for its default. */
export const gzipLevel: Validator = rule("[1,...,9] or -1", (name, value) => {
  if (value === null) return invalidValue(name, value, "Value must be non-null");
  if (value === -1 || (typeof value === "number" && value >= 1 && value <= 9)) return null;
  return invalidValue(name, value, "Value must be between 1 and 9 or equal to -1");
});

const throttledReplicasText = "[partitionId]:[brokerId],[partitionId]:[brokerId],...";

/** Replicas under a replication quota: all of them, or pairs of partition and broker. */
export const throttledReplicas: Validator = rule(throttledReplicasText, (name, value) => {
  const pairs = elements(value).map((each) => each.trim());
  if (pairs.join("").trim() === "*" || pairs.every((pair) => /^([0-9]+:[0-9]+)?$/.test(pair))) return null;
  const reason = `${name} must be the literal '*' or a list of replicas in the following format: `;
  return invalidValue(name, value, reason + throttledReplicasText);
});

export const quorumVoters: Validator = rule("non-empty list", (name, value) =>
  value === null ? invalidValue(name, value) : firstFault(value, parseQuorumVoter),
);

export const bootstrapServers: Validator = rule("non-empty list", (name, value) =>
  value === null ? invalidValue(name, value) : firstFault(value, parseBootstrapServer),
);

/** ISO 8601 as Java reads durations: days, hours, minutes, seconds; here not below zero. */
const duration = /^\+?P(?=.)(\+?\d+D)?(T(?=.)(\+?\d+H)?(\+?\d+M)?(\+?\d+(\.\d{0,9})?S)?)?$/i;

/** Where a share group without offsets begins: at an end of the log, or some time before now. */
export const shareOffsetReset: Validator = rule(
  "[latest, earliest, by_duration:PnDTnHnMn.nS]",
  (name, value) => {
    const text = String(value);
    if (text === "latest" || text === "earliest") return null;
    const [, before = ""] = /^by_duration:(.*)$/s.exec(text) ?? [];
    if (duration.test(before)) return null;
    const forms = "either 'earliest', 'latest' or of the format 'by_duration:<PnDTnHnMn.nS>'.";
    return invalidValue(
      name,
      value,
      `Invalid value \`${text}\` for configuration ${name}. The value must be ${forms}`,
    );
  },
);

function firstFault(value: ConfigValue, parse: (text: string) => { fault: string } | object): string | null {
  for (const each of elements(value)) {
    const parsed = parse(each);
    if ("fault" in parsed) return parsed.fault;
  }
  return null;
}

/** These rules stand on keys of type list only. */
function elements(value: ConfigValue): readonly string[] {
  return (value ?? []) as readonly string[];
}
