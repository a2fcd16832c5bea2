/** A broker process under test, whichever program it is, and the settings that all of them are started with. */
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { type Background, until, within } from "./processes.ts";

export type TargetName = "ottla" | "kafka";

/** A single node that answers on `localhost:port`. */
export interface Broker {
  readonly name: TargetName;
  readonly host: string;
  readonly port: number;
  /** `host:port`, as clients like it. */
  readonly bootstrap: string;
  /** Brokers that clients see. */
  readonly count: number;
  readonly directory: string;
  readonly processId: number;
  /** What it has printed. */
  log(): string;
  /** Asks it to stop; answers its exit code. It has a minute for that, or the time that is given. */
  stop(limitMs?: number): Promise<number | null>;
  /** `kill -9`. */
  kill(): Promise<void>;
}

export interface BrokerOptions {
  /** Clients connect here; a separate controller listener takes the next port. */
  readonly port: number;
  /** Data directory. One that is empty is formatted. */
  readonly directory: string;
  /** What it is started for: a JVM that starts quickly is not the one that runs fast. `tests` where nothing is said. */
  readonly purpose?: "tests" | "speed";
  /** How long it may take until its port answers; a minute and a half where nothing is said. */
  readonly startLimitMs?: number;
  /** Overrides of {@link commonSettings}. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** What every single node of ours has in its `server.properties`: Kafka's defaults, but for what one node needs. */
export function commonSettings(options: BrokerOptions): Record<string, string> {
  const { port } = options;
  return {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.quorum.bootstrap.servers": `localhost:${port + 1}`,
    listeners: `PLAINTEXT://:${port},CONTROLLER://:${port + 1}`,
    "advertised.listeners": `PLAINTEXT://localhost:${port},CONTROLLER://localhost:${port + 1}`,
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
    "log.dirs": options.directory,
    "num.partitions": "2",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "share.coordinator.state.topic.num.partitions": "4",
    "group.initial.rebalance.delay.ms": "0",
    ...options.settings,
  };
}

/** Writes a `server.properties` and answers its path. */
export function writeSettings(folder: string, settings: Readonly<Record<string, string>>): string {
  const path = join(folder, "server.properties");
  writeFileSync(
    path,
    `${Object.entries(settings)
      .map((entry) => entry.join("="))
      .join("\n")}\n`,
  );
  return path;
}

/** Wraps a running process as a broker, and waits until its port answers. */
export async function brokerOf(
  name: TargetName,
  options: BrokerOptions,
  background: Background,
  isReady: () => boolean,
): Promise<Broker> {
  const { child, log, ended } = background;
  const { port, startLimitMs = 90_000 } = options;
  await until(`${name} on port ${port}`, startLimitMs, async () => {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`${name} did not start: ${log().slice(-3000)}`);
    return isReady() && (await answers(port));
  });
  return {
    name,
    host: "localhost",
    port,
    bootstrap: `localhost:${port}`,
    count: Number(options.settings?.["test.virtual.brokers"] ?? 1),
    directory: options.directory,
    processId: child.pid!,
    log,
    async stop(limitMs = 60_000) {
      child.kill("SIGTERM");
      const code = await within(limitMs, ended);
      if (code === undefined) {
        child.kill("SIGKILL");
        throw new Error(`${name} did not stop within ${limitMs / 1000} s: ${log().slice(-2000)}`);
      }
      return code;
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "localhost" });
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
