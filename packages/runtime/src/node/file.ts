import {
  close,
  closeSync,
  fdatasync,
  fstat,
  ftruncate,
  read,
  readSync,
  write,
  writev,
  writevSync,
} from "node:fs";
import { promisify } from "node:util";
import type { DiskFile } from "../ports.ts";
import { fault } from "./fault.ts";
import type { Hurry } from "./hurry.ts";
import type { PromptWrites } from "./prompt-writes.ts";

const closeAsync = promisify(close);
const fstatAsync = promisify(fstat);
const fdatasyncAsync = promisify(fdatasync);
const ftruncateAsync = promisify(ftruncate);

/** What decides how the files of a disk do their work; shared by all of them. */
export interface FileManner {
  /** In a hurry files are written and closed on the spot. */
  readonly hurry: Hurry;
  readonly promptWrites: PromptWrites;
}

/**
 * A file descriptor with an owner. The number is given to the next file that is opened the moment it is closed,
 * so a late write through it would land in a stranger: `close` waits for what is under way and refuses the rest.
 */
export class NodeFile implements DiskFile {
  readonly path: string;
  readonly #descriptor: number;
  readonly #manner: FileManner;
  #operations = 0;
  #isClosed = false;
  #onIdle: (() => void) | null = null;

  constructor(path: string, descriptor: number, manner: FileManner) {
    this.path = path;
    this.#descriptor = descriptor;
    this.#manner = manner;
  }

  async read(target: Uint8Array, position: number): Promise<number> {
    this.#begin("read");
    try {
      let filled = 0;
      while (filled < target.length) {
        const count = await readOnce(this.#descriptor, target, filled, position + filled);
        if (count === 0) break;
        filled += count;
      }
      return filled;
    } finally {
      this.#finish();
    }
  }

  readSync(target: Uint8Array, position: number): number {
    if (this.#isClosed) throw fault("EBADF", "read", this.path);
    let filled = 0;
    while (filled < target.length) {
      const count = readSync(this.#descriptor, target, filled, target.length - filled, position + filled);
      if (count === 0) break;
      filled += count;
    }
    return filled;
  }

  async write(buffers: readonly Uint8Array[], position: number): Promise<void> {
    this.#begin("write");
    try {
      let rest = buffers.filter((buffer) => buffer.length > 0);
      let at = position;
      while (rest.length > 0) {
        const group = rest.length > mostBuffersAtOnce ? rest.slice(0, mostBuffersAtOnce) : rest;
        const { hurry, promptWrites } = this.#manner;
        const written =
          hurry.isOn || promptWrites.allows(sizeOf(group))
            ? promptWrites.make(() => writevSync(this.#descriptor, group, at))
            : await writeOnce(this.#descriptor, group, at);
        // Nothing written and no error either: asking again would never end.
        if (written === 0) throw fault("EIO", "write", this.path);
        at += written;
        rest = after(rest, written);
      }
    } finally {
      this.#finish();
    }
  }

  truncate(sizeBytes: number): Promise<void> {
    return this.#guarded("ftruncate", () => ftruncateAsync(this.#descriptor, sizeBytes));
  }

  sync(): Promise<void> {
    return this.#guarded("fdatasync", () =>
      this.#manner.promptWrites.during(() => fdatasyncAsync(this.#descriptor)),
    );
  }

  size(): Promise<number> {
    return this.#guarded("fstat", async () => (await fstatAsync(this.#descriptor)).size);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#operations > 0) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    if (this.#manner.hurry.isOn) closeSync(this.#descriptor);
    else await closeAsync(this.#descriptor);
  }

  async #guarded<T>(name: string, operation: () => Promise<T>): Promise<T> {
    this.#begin(name);
    try {
      return await operation();
    } finally {
      this.#finish();
    }
  }

  #begin(name: string): void {
    if (this.#isClosed) throw fault("EBADF", name, this.path);
    this.#operations++;
  }

  #finish(): void {
    if (--this.#operations === 0) this.#onIdle?.();
  }
}

/** Linux takes so many buffers in one `writev`. */
const mostBuffersAtOnce = 1024;

function readOnce(descriptor: number, target: Uint8Array, filled: number, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    read(descriptor, target, filled, target.length - filled, position, (error, count) => {
      if (error === null) resolve(count);
      else reject(error);
    });
  });
}

function writeOnce(descriptor: number, buffers: readonly Uint8Array[], position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, count: number) => {
      if (error === null) resolve(count);
      else reject(error);
    };
    if (buffers.length === 1) write(descriptor, buffers[0]!, 0, buffers[0]!.length, position, done);
    else writev(descriptor, buffers, position, done);
  });
}

function sizeOf(buffers: readonly Uint8Array[]): number {
  let byteCount = 0;
  for (const { length } of buffers) byteCount += length;
  return byteCount;
}

/** What is left of the buffers after the first `count` bytes of them. */
function after(buffers: Uint8Array[], count: number): Uint8Array[] {
  let index = 0;
  let skip = count;
  while (index < buffers.length && skip >= buffers[index]!.length) skip -= buffers[index++]!.length;
  const rest = buffers.slice(index);
  if (skip > 0) rest[0] = rest[0]!.subarray(skip);
  return rest;
}
