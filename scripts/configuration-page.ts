/** The manual page of all settings, made from the tables that the program reads them with. */
import { brokerConfigs, clientMetricsConfigs, groupConfigs, topicConfigs } from "@ottla/cluster";
import type { ConfigDefinition } from "@ottla/runtime";

interface Section {
  readonly title: string;
  readonly about: string;
  readonly definitions: ReadonlyMap<string, ConfigDefinition>;
}

const sections: readonly Section[] = [
  {
    title: "Brokers and controllers",
    about:
      "Given at the start. Those that say *per broker* or *cluster-wide* can also be changed while the node runs " +
      "(`kafka-configs --entity-type brokers`).",
    definitions: brokerConfigs.definitions,
  },
  {
    title: "Topics",
    about: "Given when a topic is created, or later (`kafka-configs --entity-type topics`).",
    definitions: topicConfigs.definitions,
  },
  {
    title: "Groups",
    about: "Of one group (`kafka-configs --entity-type groups`); what is not set follows the broker's.",
    definitions: groupConfigs.definitions,
  },
  {
    title: "Client metrics",
    about: "Of one subscription to the metrics of clients (`kafka-client-metrics`).",
    definitions: clientMetricsConfigs.definitions,
  },
];

const introduction = `# Configuration

*This page is made by \`npm run docs\` from the tables that the program itself reads settings with.*

Settings have the names, types, rules and defaults of Apache Kafka 4.3. They come from three places; a later one wins:

1. a file in the format of Kafka's \`server.properties\`: \`npm start -- --config FILE\`
2. variables of the environment, as in the apache/kafka image: \`KAFKA_LOG_RETENTION_MS\` is \`log.retention.ms\`
   (\`_\` stands for a dot, \`__\` for an underscore, \`___\` for a dash)
3. the command line: \`npm start -- --set log.retention.ms=3600000\`

Without any of them a node is broker and controller in one, listens on 9092 and 9093, and keeps its data in \`data/\` of the
working directory. A key that nothing knows is told at the start and has no effect. A value that is wrong ends the start with
a message that names it. Every setting of Kafka's is in the lists below: those that change nothing here stand at the end of
each section, by the reason.
`;

export function configurationPage(): string {
  return [introduction, ...sections.map(sectionOf)].join("\n");
}

function sectionOf({ title, about, definitions }: Section): string {
  const shown = [...definitions.values()].filter(({ isInternal }) => !isInternal);
  const effective = shown.filter(({ withoutEffect }) => withoutEffect === null).toSorted(byName);
  const rows = effective.map(
    (each) =>
      `| \`${each.name}\` | ${typeOf(each)} | ${defaultOf(each)} | ${each.update} | ${cell(each.documentation)} |`,
  );
  const table =
    rows.length === 0 ? [] : ["", "| key | type | default | changes | |", "|---|---|---|---|---|", ...rows];
  return [`## ${title}`, "", about, ...table, ...withoutEffect(shown), ""].join("\n");
}

function withoutEffect(definitions: readonly ConfigDefinition[]): string[] {
  const byReason = new Map<string, string[]>();
  for (const { name, withoutEffect: reason } of definitions.toSorted(byName)) {
    if (reason !== null) byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  }
  if (byReason.size === 0) return [];
  const lines = [...byReason].map(
    ([reason, names]) => `- ${reason} ${names.map((name) => `\`${name}\``).join(", ")}`,
  );
  return ["", "Accepted, without effect:", "", ...lines.toSorted()];
}

function byName(one: ConfigDefinition, other: ConfigDefinition): number {
  return one.name < other.name ? -1 : 1;
}

function typeOf({ type, validValues }: ConfigDefinition): string {
  return validValues === "" ? type : `${type}, ${cell(validValues)}`;
}

function defaultOf({ defaultValue, isSensitive }: ConfigDefinition): string {
  if (defaultValue === undefined) return "must be given";
  if (defaultValue === null || isSensitive) return "";
  if (typeof defaultValue === "object")
    return defaultValue.length === 0 ? "" : `\`${defaultValue.join(",")}\``;
  return defaultValue === "" ? "" : `\`${cell(String(defaultValue))}\``;
}

/** Text that stays in its cell. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ");
}
