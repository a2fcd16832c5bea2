import { type DestinationStream, destination, pino, stdSerializers, stdTimeFunctions } from "pino";
import { prettyLine } from "./pretty-line.ts";

/**
 * One line of the log: a constant message that can be searched for, and what varies as fields. An error goes
 * into the field `error`.
 *
 *     logger.warn({ path, error }, "a torn tail was cut off");
 */
export interface LogMethod {
  (fields: object, message: string): void;
  (message: string): void;
}

export interface Logger {
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
  /** A logger that adds these fields to every line. One per component: `logger.child({ component: "log" })`. */
  child(fields: Record<string, unknown>): Logger;
  /** For a field that costs something to work out. */
  isLevelEnabled(level: LogLevel): boolean;
}

export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

export interface LoggerOptions {
  readonly level: LogLevel;
  /** JSON for machines, one aligned line for people. */
  readonly format: "json" | "pretty";
  /** Where lines go; standard error unless given. */
  readonly write?: (line: string) => void;
}

/** A logger that writes synchronously: what was logged before a crash is there after it. */
export function createLogger({ level, format, write }: LoggerOptions): Logger {
  const sink = write === undefined ? standardError() : { write };
  const stream = format === "json" ? sink : { write: (line: string) => sink.write(prettyLine(line)) };
  const options = {
    level,
    base: undefined,
    messageKey: "message",
    errorKey: "error",
    serializers: { error: stdSerializers.err },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, stream);
}

/** For tests, and for components that are used without a log. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLogger,
  isLevelEnabled: () => false,
};

function standardError(): DestinationStream {
  const stream = destination({ fd: 2, sync: true });
  // When standard error itself is gone there is nobody to tell.
  stream.on("error", () => undefined);
  return stream;
}
