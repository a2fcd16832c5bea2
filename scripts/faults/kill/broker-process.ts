import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { RawClient } from "./raw-client.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const startTimeoutMs = 30_000;
const tornTail = /a torn tail was cut off/g;

/** The broker as anyone starts it, on one directory again and again. */
export class BrokerProcess {
  readonly port: number;
  readonly directory: string;
  readonly #settingsFile: string;
  #child: ChildProcess | null = null;
  #output = "";
  /** What starts have said of torn tails, all together. */
  tornTails = 0;
  /** How long the last start took, until a connection was accepted. */
  startMs = 0;

  constructor(folder: string, port: number) {
    this.port = port;
    this.directory = join(folder, "data");
    this.#settingsFile = join(folder, "server.properties");
    mkdirSync(folder, { recursive: true });
    const settings = {
      "process.roles": "broker,controller",
      "node.id": "1",
      listeners: `PLAINTEXT://localhost:${port},CONTROLLER://localhost:${port + 1}`,
      "advertised.listeners": `PLAINTEXT://localhost:${port},CONTROLLER://localhost:${port + 1}`,
      "controller.listener.names": "CONTROLLER",
      "controller.quorum.bootstrap.servers": `localhost:${port + 1}`,
      "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
      "log.dirs": this.directory,
      "offsets.topic.replication.factor": "1",
      "offsets.topic.num.partitions": "1",
      // Rolls and removes segments all the time, so that kills meet that too.
      "log.segment.bytes": "4194304",
      "log.retention.bytes": "50331648",
      "log.retention.check.interval.ms": "1000",
      "log.segment.delete.delay.ms": "500",
    };
    const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`);
    writeFileSync(this.#settingsFile, lines.join(""));
  }

  /** A port that is free, with the next one free too. */
  static async freePort(): Promise<number> {
    for (;;) {
      const port = await tryPort(0);
      if (port !== null && (await tryPort(port + 1)) !== null) return port;
    }
  }

  /** What the process has printed since it was started last. */
  get output(): string {
    return this.#output;
  }

  get isRunning(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Starts the process, and waits until it answers. */
  async start(): Promise<void> {
    const started = performance.now();
    // A process group of its own: the program that is started hands over to another.
    const program = [join(root, "scripts/run.mjs"), "start", "--", "--config", this.#settingsFile];
    const child = spawn(process.execPath, program, { stdio: ["ignore", "pipe", "pipe"], detached: true });
    this.#child = child;
    this.#output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.#output += text;
      });
    }
    while (!/\bready\b/.test(this.#output) || !(await this.#answers())) {
      if (!this.isRunning) throw new Error(`the broker did not start: ${this.#output.slice(-2000)}`);
      if (performance.now() - started > startTimeoutMs) {
        throw new Error(`the broker is not ready after ${startTimeoutMs} ms: ${this.#output.slice(-2000)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    this.startMs = performance.now() - started;
    this.tornTails += this.#output.match(tornTail)?.length ?? 0;
  }

  /** `kill -9`, and waits until it is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null || !this.isRunning) return;
    const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
    this.killNow();
    await ended;
  }

  /** The same without waiting. */
  killNow(): void {
    if (this.isRunning && this.#child?.pid !== undefined) process.kill(-this.#child.pid, "SIGKILL");
  }

  async #answers(): Promise<boolean> {
    try {
      const client = await RawClient.connect(this.port);
      client.close();
      return true;
    } catch {
      return false; // Not yet.
    }
  }
}

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen(port, "localhost", () => {
      const address = server.address();
      const found = typeof address === "object" && address !== null ? address.port : null;
      server.close(() => resolve(found));
    });
  });
}
