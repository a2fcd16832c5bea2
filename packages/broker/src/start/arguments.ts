import { parseArgs } from "node:util";
import { StartFault } from "./start-fault.ts";

/** What the command line says. */
export interface Arguments {
  readonly configFile: string | null;
  /** `--set`, by key. */
  readonly settings: ReadonlyMap<string, string>;
  readonly wantsHelp: boolean;
}

export const help = `Starts an Ottla node: a Kafka broker and its controller in one process.

  npm start [-- OPTIONS]

  --config FILE     settings in the format of Kafka's server.properties
  --set KEY=VALUE   one setting, by Kafka's name; may be repeated
  --help            this text

Settings also come from variables as in the apache/kafka image: KAFKA_LOG_RETENTION_MS is log.retention.ms.
--set wins over variables, variables win over the file. Without any of them the node listens on port 9092 (clients)
and 9093 (controllers), and keeps its data in data/ of the working directory, which it formats at the first start.
`;

/** Throws StartFault where an argument is not understood. */
export function parseArguments(given: readonly string[]): Arguments {
  const { values } = parse(given);
  const settings = new Map<string, string>();
  const faults: string[] = [];
  for (const text of values.set ?? []) {
    const equals = text.indexOf("=");
    if (equals > 0) settings.set(text.slice(0, equals).trim(), text.slice(equals + 1).trim());
    else faults.push(`--set ${text}: a setting has the form KEY=VALUE`);
  }
  if (faults.length > 0) throw new StartFault(...faults);
  return { configFile: values.config ?? null, settings, wantsHelp: values.help ?? false };
}

function parse(given: readonly string[]) {
  try {
    return parseArgs({
      args: [...given],
      options: {
        config: { type: "string" },
        set: { type: "string", multiple: true },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    // parseArgs explains what it did not understand in the first sentence.
    const [reason] = (error as Error).message.split(". ");
    throw new StartFault(`${reason}. Run with --help to see what there is.`);
  }
}
