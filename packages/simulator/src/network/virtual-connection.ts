import { type Connection, type ConnectionHandler, type Endpoint, fault } from "@ottla/runtime";
import type { Life } from "../life.ts";
import type { SeededRandom } from "../seeded-random.ts";
import type { VirtualTime } from "../time/virtual-time.ts";
import type { NetworkPlan } from "./network-plan.ts";

/** What connections need of the network they run through. */
export interface ConnectionParts {
  readonly time: VirtualTime;
  readonly random: SeededRandom;
  readonly plan: NetworkPlan;
  readonly isReachable: (from: string, to: string) => boolean;
  readonly forget: (connection: VirtualConnection) => void;
}

/** One end of a connection: which machine, which run of its program, and what its address looks like. */
export interface ConnectionEnd {
  readonly host: string;
  readonly life: Life;
  readonly endpoint: Endpoint;
}

/** What travels: bytes, or the news that there will be no more. */
type Piece = { readonly kind: "bytes"; readonly bytes: Buffer } | { readonly kind: "end" };

/** Both ends of a new connection. */
export function connectionPair(
  parts: ConnectionParts,
  client: ConnectionEnd,
  server: ConnectionEnd,
): [VirtualConnection, VirtualConnection] {
  const near = new VirtualConnection(parts, client, server);
  const far = new VirtualConnection(parts, server, client);
  near.peer = far;
  far.peer = near;
  return [near, far];
}

/**
 * One end of a stream of bytes. What is written goes to the system as far as the receiver's window goes, the rest is
 * queued; it arrives in order, cut anywhere, after a while. Without half-closed states, as Node has it by default.
 */
export class VirtualConnection implements Connection {
  readonly remote: Endpoint;
  readonly local: Endpoint;
  readonly hosts: { readonly local: string; readonly remote: string };
  /** Set right after construction: two ends cannot both be built first. */
  peer!: VirtualConnection;
  readonly #parts: ConnectionParts;
  readonly #life: Life;
  #handler: ConnectionHandler | null = null;
  #isPaused = false;
  /** `open`: both ways. `ending`: sends what is queued, then closes. `closed`: over. `gone`: the machine lost power. */
  #state: "open" | "ending" | "closed" | "gone" = "open";
  /** Told to the handler once there is one. Undefined: not over yet. */
  #end: Error | null | undefined;
  #isEndTold = false;
  readonly #queue: { bytes: Buffer; readonly onSent: (() => void) | undefined }[] = [];
  #queuedBytes = 0;
  #wantsDrain = false;
  /** What this end has sent and the other end's program has not taken. */
  #unacknowledgedBytes = 0;
  /** What has arrived and the program has not taken. */
  readonly #arrived: Piece[] = [];
  /** What cannot be delivered while the machines do not reach each other. */
  #held: Piece[] = [];
  #lastArrivalMs = 0;

  constructor(parts: ConnectionParts, local: ConnectionEnd, remote: ConnectionEnd) {
    this.#parts = parts;
    this.#life = local.life;
    this.local = local.endpoint;
    this.remote = remote.endpoint;
    this.hosts = { local: local.host, remote: remote.host };
  }

  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  receive(handler: ConnectionHandler): void {
    if (this.#handler !== null) throw new Error("a connection has one handler");
    this.#handler = handler;
    this.#soon(() => this.#hand());
  }

  write(chunks: readonly Uint8Array[], onSent?: () => void): boolean {
    if (this.#state !== "open") return false;
    chunks.forEach((chunk, index) => {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      this.#queue.push({ bytes, onSent: index === chunks.length - 1 ? onSent : undefined });
      this.#queuedBytes += chunk.length;
    });
    this.#send();
    if (this.#queuedBytes < this.#parts.plan.queueBytes) return true;
    this.#wantsDrain = true;
    return false;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#soon(() => this.#hand());
  }

  end(): void {
    if (this.#state !== "open") return;
    this.#state = "ending";
    this.#arrived.length = 0;
    this.#closeWhenSent();
  }

  destroy(): void {
    if (this.#state === "closed" || this.#state === "gone") return;
    this.#queue.length = 0;
    this.#queuedBytes = 0;
    this.#state = "ending";
    this.#closeWhenSent();
  }

  /** Breaks both ends. */
  reset(code: string): void {
    const { local, remote } = this.hosts;
    this.#close(fault(code, `read ${local} ${remote}`));
    this.peer.#close(fault("ECONNRESET", `read ${remote} ${local}`));
  }

  /** The program behind this end is gone. Its peer hears of it, unless the power went too. */
  abandon({ isNoticed }: { readonly isNoticed: boolean }): void {
    this.#state = "gone";
    this.#parts.forget(this);
    if (isNoticed) this.#parts.time.schedule(this.#travelMs(), () => this.peer.#closeReset());
  }

  /** The machines reach each other again: what was held back comes, before anything that is on its way. */
  retry(): void {
    if (this.#held.length === 0) return;
    this.#parts.time.schedule(this.#travelMs(), () => {
      const { local, remote } = this.hosts;
      if (!this.#parts.isReachable(local, remote)) return;
      const held = this.#held;
      this.#held = [];
      for (const piece of held) this.#deliver(piece);
    });
  }

  /** Gives the system as much as it takes. */
  #send(): void {
    const { plan, random } = this.#parts;
    while (this.#queue.length > 0) {
      const [first] = this.#queue;
      if (first === undefined) return;
      if (first.bytes.length > 0) {
        const room = plan.windowBytes - this.#unacknowledgedBytes;
        if (room <= 0) return;
        const size = Math.min(first.bytes.length, room, random.between(1, plan.pieceBytes));
        // The program may use its buffer again once it is sent.
        const bytes = Buffer.from(first.bytes.subarray(0, size));
        first.bytes = first.bytes.subarray(size);
        this.#queuedBytes -= size;
        this.#unacknowledgedBytes += size;
        this.#post({ kind: "bytes", bytes });
      }
      if (first.bytes.length > 0) continue;
      this.#queue.shift();
      if (first.onSent !== undefined) this.#soon(first.onSent);
    }
    if (this.#wantsDrain) {
      this.#wantsDrain = false;
      this.#soon(() => this.#handler?.onDrain());
    }
    if (this.#state === "ending") this.#closeWhenSent();
  }

  /** Lets a piece travel. It overtakes none that was sent before. */
  #post(piece: Piece): void {
    const { time } = this.#parts;
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, time.elapsedMs + this.#travelMs());
    time.schedule(this.#lastArrivalMs - time.elapsedMs, () => this.#arrive(piece));
  }

  #arrive(piece: Piece): void {
    const { plan, time, isReachable } = this.#parts;
    const { local, remote } = this.hosts;
    const isSilent = this.peer.#state === "gone" && !isReachable(local, remote);
    if (isSilent || this.#held.length > 0 || !isReachable(local, remote)) {
      this.#held.push(piece);
      if (this.#held.length > 1) return;
      time.schedule(plan.retransmissionTimeoutMs, () => {
        if (this.#held[0] === piece) this.#close(fault("ETIMEDOUT", `write ${local} ${remote}`));
      });
      return;
    }
    this.#deliver(piece);
  }

  #deliver(piece: Piece): void {
    const { plan, random } = this.#parts;
    if (piece.kind === "bytes" && plan.resetChance > 0 && random.chance(plan.resetChance)) {
      this.reset("ECONNRESET");
      return;
    }
    this.peer.#take(piece);
  }

  /** Something has arrived here. */
  #take(piece: Piece): void {
    if (this.#state === "closed" || this.#state === "gone") {
      if (piece.kind === "bytes") this.peer.#closeReset();
      return;
    }
    if (this.#state === "ending" && piece.kind === "bytes") {
      // Read and thrown away: the program has said that it is through.
      this.peer.#acknowledge(piece.bytes.length);
      return;
    }
    this.#arrived.push(piece);
    this.#hand();
  }

  /** Hands over what has arrived, as long as the program takes it. */
  #hand(): void {
    const handler = this.#handler;
    if (handler === null || this.#life.isOver) return;
    while (!this.#isPaused && (this.#state === "open" || this.#state === "ending")) {
      const piece = this.#arrived.shift();
      if (piece === undefined) break;
      if (piece.kind === "end") {
        this.#finish(null);
      } else {
        const { length } = piece.bytes;
        handler.onData(piece.bytes);
        this.peer.#acknowledge(length);
      }
    }
    this.#tellEnd();
  }

  #acknowledge(byteCount: number): void {
    this.#unacknowledgedBytes -= byteCount;
    this.#send();
  }

  #closeWhenSent(): void {
    if (this.#queue.length > 0) return;
    this.#finish(null);
  }

  /** Closes in order: the other end hears of it behind the last byte. */
  #finish(error: Error | null): void {
    if (this.#state === "closed" || this.#state === "gone") return;
    this.#post({ kind: "end" });
    this.#close(error);
  }

  #closeReset(): void {
    this.#close(fault("ECONNRESET", `read ${this.hosts.local} ${this.hosts.remote}`));
  }

  #close(error: Error | null): void {
    if (this.#state === "closed" || this.#state === "gone") return;
    this.#state = "closed";
    this.#queue.length = 0;
    this.#queuedBytes = 0;
    this.#arrived.length = 0;
    this.#end = error;
    this.#parts.forget(this);
    this.#soon(() => this.#tellEnd());
  }

  #tellEnd(): void {
    if (this.#end === undefined || this.#isEndTold || this.#handler === null) return;
    this.#isEndTold = true;
    this.#handler.onClose(this.#end);
  }

  #soon(action: () => void): void {
    this.#parts.time.schedule(0, () => {
      if (!this.#life.isOver) action();
    });
  }

  #travelMs(): number {
    const { plan, random } = this.#parts;
    const [shortest, longest] = plan.latencyMs;
    return shortest + random.fraction() * (longest - shortest);
  }
}
