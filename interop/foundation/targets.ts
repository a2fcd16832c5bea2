/** Starting the broker under test by name. */
import { startOttla } from "../ottla.ts";
import { startKafka } from "../reference/kafka.ts";
import type { Broker, BrokerOptions, TargetName } from "./broker.ts";
import { scratchFolder } from "./places.ts";

const starters: Record<TargetName, (options: BrokerOptions) => Promise<Broker>> = {
  ottla: startOttla,
  kafka: startKafka,
};

/** Starts a broker; in a new empty directory where none is given. */
export function startBroker(
  target: TargetName,
  options: Omit<BrokerOptions, "directory"> & { directory?: string },
): Promise<Broker> {
  return starters[target]({ ...options, directory: options.directory ?? scratchFolder(`${target}-data`) });
}
