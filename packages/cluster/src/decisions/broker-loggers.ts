/** Levels of loggers, which IncrementalAlterConfigs changes as if they were settings (KIP-412). */
import { faultOfNodeId } from "./altered-resources.ts";
import { type ConfigOperation, configOperations } from "./config-operations.ts";
import { type Fault, fault } from "./fault.ts";

/** The one logger there is; it has Kafka's name. */
export const rootLogger = "root";

export const logLevels = ["DEBUG", "ERROR", "FATAL", "INFO", "TRACE", "WARN"] as const;

/** Why levels of loggers cannot be changed like this, or null. */
export function faultOfLoggerChange(
  resourceName: string,
  operations: readonly ConfigOperation[],
  nodeId: number,
): Fault | null {
  const notOurs = faultOfNodeId(resourceName, nodeId, "node id");
  if (notOurs !== null) return notOurs;
  for (const { name, configOperation, value } of operations) {
    switch (configOperation) {
      case configOperations.set: {
        if (name !== rootLogger) return noSuchLogger(name);
        if (!logLevels.some((level) => level === value)) {
          return fault(
            "INVALID_CONFIG",
            `Cannot set the log level of ${name} to ${value} as it is not a supported log level. ` +
              `Valid log levels are ${logLevels.join(", ")}`,
          );
        }
        break;
      }
      case configOperations.delete:
        if (name !== rootLogger) return noSuchLogger(name);
        return fault("INVALID_REQUEST", "Removing the log level of the root logger is not allowed");
      case configOperations.append:
        return fault("INVALID_REQUEST", "APPEND operation is not allowed for the BROKER_LOGGER resource");
      case configOperations.subtract:
        return fault("INVALID_REQUEST", "SUBTRACT operation is not allowed for the BROKER_LOGGER resource");
      default:
        return fault("UNKNOWN_SERVER_ERROR");
    }
  }
  return null;
}

function noSuchLogger(name: string): Fault {
  return fault("INVALID_CONFIG", `Logger ${name} does not exist!`);
}
