/** The Java clients of Apache Kafka, with both group protocols. */
import { join } from "node:path";
import { root } from "../foundation/places.ts";
import { java } from "../foundation/toolchains.ts";
import { installKafka } from "../reference/install.ts";
import { type Client, runCalls } from "./client.ts";

const quick = ["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];

export function javaClient(groupProtocol: "classic" | "consumer"): Client {
  return {
    name: `Java ${groupProtocol}`,
    run: async (broker) => {
      const source = join(root, "interop/clients/java/Calls.java");
      const logging = "-Dorg.slf4j.simpleLogger.defaultLogLevel=error";
      return runCalls(broker, await java(), [...quick, logging, "-cp", await installKafka(), source], {
        label: `java-${groupProtocol}`,
        env: { GROUP_PROTOCOL: groupProtocol },
      });
    },
  };
}
