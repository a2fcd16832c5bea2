import type { MetadataImage } from "../image/index.ts";
import { type Fault, fault } from "./fault.ts";

/** Why a broker may not speak as this incarnation of itself, or null. */
export function faultOfBrokerEpoch(
  image: MetadataImage,
  brokerId: number,
  brokerEpoch: number,
): Fault | null {
  const broker = image.cluster.brokers.get(brokerId);
  if (broker === undefined) {
    return fault("STALE_BROKER_EPOCH", `No broker registration found for broker id ${brokerId}`);
  }
  if (broker.epoch !== brokerEpoch) {
    return fault(
      "STALE_BROKER_EPOCH",
      `Expected broker epoch ${broker.epoch}, but got broker epoch ${brokerEpoch}`,
    );
  }
  return null;
}
