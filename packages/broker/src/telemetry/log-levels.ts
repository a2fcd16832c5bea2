import { createLogger, type Logger, type LoggerOptions, type LogLevel, type LogMethod } from "@ottla/runtime";

/** Kafka's levels, and ours that come closest. */
const levels = {
  TRACE: "debug",
  DEBUG: "debug",
  INFO: "info",
  WARN: "warn",
  ERROR: "error",
  FATAL: "error",
} as const satisfies Record<string, LogLevel>;

/** A level, by Kafka's name. */
export type KafkaLevel = keyof typeof levels;

/** The one logger that has a level of its own; it has Kafka's name. */
export const rootLogger = "root";

const severity: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3, silent: 4 };

/**
 * The log of this node, whose level can be changed while it runs (KIP-412). The library behind it is brought into memory
 * with the first line.
 */
export class LogLevels {
  readonly #options: Omit<LoggerOptions, "level">;
  #level: KafkaLevel;
  #root: Logger | null = null;

  constructor(options: Omit<LoggerOptions, "level"> & { readonly level: KafkaLevel }) {
    const { level, ...rest } = options;
    this.#level = level;
    this.#options = rest;
  }

  /** Names and levels, as DescribeConfigs tells them. */
  describe(): { name: string; level: string }[] {
    return [{ name: rootLogger, level: this.#level }];
  }

  /** Levels that do not exist are for the controller to refuse. */
  set(name: string, level: string): void {
    if (name === rootLogger && isLevelName(level)) this.#level = level;
  }

  isEnabled(level: LogLevel): boolean {
    return severity[level] >= severity[levels[this.#level]];
  }

  /** A logger with these fields in every line. */
  logger(fields: Record<string, unknown> = {}): Logger {
    let target: Logger | null = null;
    const method = (level: "debug" | "info" | "warn" | "error"): LogMethod => {
      return (...line: [object, string] | [string]) => {
        if (!this.isEnabled(level)) return;
        target ??= this.#open().child(fields);
        if (line.length === 1) target[level](line[0]);
        else target[level](line[0], line[1]);
      };
    };
    return {
      debug: method("debug"),
      info: method("info"),
      warn: method("warn"),
      error: method("error"),
      child: (more) => this.logger({ ...fields, ...more }),
      isLevelEnabled: (level) => this.isEnabled(level),
    };
  }

  #open(): Logger {
    this.#root ??= createLogger({ ...this.#options, level: "debug" });
    return this.#root;
  }
}

export function isLevelName(level: string): level is KafkaLevel {
  return level in levels;
}
