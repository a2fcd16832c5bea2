/** Where coordinators tell what happens: a constant message and fields. The program's logger fits. */
export interface CoordinatorLog {
  info(message: string, fields: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
  error(message: string, fields: Readonly<Record<string, unknown>>): void;
}

/** For tests, and for whoever does not want to know. */
export const silentLog: CoordinatorLog = { info() {}, warn() {}, error() {} };
