import { access, constants } from "node:fs";
import { dirname } from "node:path";
import type * as Sqlite from "node:sqlite";
import { promisify } from "node:util";
import type { DiskLock } from "../ports.ts";
import { fault, isFault } from "./fault.ts";

/**
 * Locks held by this process. A database that the garbage collector takes away would take its lock along.
 */
const held = new Set<Sqlite.DatabaseSync>();

/**
 * Takes the lock of a data directory: its file `.lock`, empty, as Apache Kafka has it.
 *
 * The JVM locks the whole file (`FileChannel.tryLock`, which is `fcntl(F_SETLK)`). Node cannot call that, but the
 * SQLite inside it can: an exclusive transaction locks some bytes of its file with the same call. The two exclude
 * each other, die with their process, and need no native module. A transaction that changes nothing writes nothing:
 * the file stays empty and gets no journal beside it.
 *
 * Such a lock belongs to the *process*, and closing any other descriptor of the file drops it: nobody may open
 * `.lock` by other means while it is held.
 */
export async function lockFile(path: string): Promise<DiskLock | null> {
  await demandWritable(path);
  const database = await openDatabase(path);
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    const code = resultCode(error);
    if (code === sqliteBusy) return null;
    if (code === sqliteNotADatabase) throw notALockFile(path, error);
    throw error;
  }
  held.add(database);
  return {
    release() {
      if (held.delete(database)) database.close();
      return Promise.resolve();
    },
  };
}

const sqliteBusy = 5;
const sqliteNotADatabase = 26;

/** SQLite would open a file that it may not write as read-only, and lock nothing. */
async function demandWritable(path: string): Promise<void> {
  try {
    await promisify(access)(path, constants.W_OK);
  } catch (error) {
    if (!isFault(error, "ENOENT")) throw error;
    await promisify(access)(dirname(path), constants.W_OK);
  }
}

/** SQLite comes into memory for a data directory only. */
let sqlite: Promise<typeof Sqlite> | null = null;

async function openDatabase(path: string): Promise<Sqlite.DatabaseSync> {
  sqlite ??= importQuietly();
  const { DatabaseSync } = await sqlite;
  return new DatabaseSync(path);
}

/** Node 22 announces at every start that its SQLite is experimental, which no operator can do anything about. */
async function importQuietly(): Promise<typeof Sqlite> {
  const original = Object.getOwnPropertyDescriptor(process, "emitWarning");
  process.emitWarning = () => undefined;
  try {
    return await import("node:sqlite");
  } finally {
    if (original !== undefined) Object.defineProperty(process, "emitWarning", original);
  }
}

function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return null;
  // The upper bits tell more about the same result.
  return error.errcode & 0xff;
}

function notALockFile(path: string, cause: unknown): Error {
  const error = fault("EINVAL", "lock", path);
  error.message = `EINVAL: a lock file is empty, and this one is not, lock '${path}'`;
  error.cause = cause;
  return error;
}
