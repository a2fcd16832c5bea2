import type { ConfigsImage } from "@ottla/cluster";
import {
  crc32c,
  errorCode,
  type getTelemetrySubscriptions,
  type pushTelemetry,
  type RequestOf,
  type ResponseInput,
  uuidBytes,
  zeroUuid,
} from "@ottla/protocol";
import type { Clock, Random } from "@ottla/runtime";
import type { Client } from "../dispatch/client.ts";
import { javaAddress } from "../dispatch/java-address.ts";
import {
  allMetrics,
  type ClientAttributes,
  defaultIntervalMs,
  type MetricsSubscription,
  subscriptionsIn,
} from "./metrics-subscription.ts";

/** One client, as it names itself. */
interface ClientInstance {
  /** The connection that it was first heard over: with its end it is forgotten. */
  readonly connection: AbortSignal;
  readonly attributes: ClientAttributes;
  /** Another one whenever what it shall send changes. */
  readonly subscriptionId: number;
  readonly metrics: readonly string[];
  readonly intervalMs: number;
  /** Of the subscriptions that this was made from. */
  readonly generation: number;
  lastGetMs: number;
  lastPushMs: number;
  lastErrorCode: number;
  isTerminating: boolean;
}

interface Sender {
  readonly client: Client;
  readonly clientId: string | null;
}

/** zstd, lz4, gzip, snappy: the best first. */
const acceptedCompressionTypes = [4, 3, 1, 2];
const highestCompressionType = 4;
const maxInstances = 16_384;
/** The id that metadata has for its own topic: no client may call itself so. */
const reservedId = "AAAAAAAAAAAAAAAAAAAAAQ";

/**
 * Client telemetry (KIP-714): tells clients which metrics operators want of them, and holds them to the interval. Pushed
 * metrics are checked and accepted, and go nowhere: nothing here receives them yet.
 */
export class ClientTelemetry {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #maxBytes: () => number;
  #subscriptions: readonly MetricsSubscription[] = [];
  #generation = 0;
  /** Least recently heard of first. */
  readonly #instances = new Map<string, ClientInstance>();
  /** Instances by the connection that they are forgotten with. */
  readonly #idsOf = new Map<AbortSignal, Set<string>>();

  constructor(options: { clock: Clock; random: Random; maxBytes: () => number }) {
    this.#clock = options.clock;
    this.#random = options.random;
    this.#maxBytes = options.maxBytes;
  }

  /** Settings of client-metrics resources have changed. */
  update(configs: ConfigsImage): void {
    this.#subscriptions = subscriptionsIn(configs);
    this.#generation += 1;
  }

  /** GetTelemetrySubscriptions. */
  subscribe(askedId: string, sender: Sender): ResponseInput<typeof getTelemetrySubscriptions> {
    const clientInstanceId = askedId === zeroUuid ? this.#newId() : askedId;
    const instance = this.#instance(clientInstanceId, sender);
    if (!this.#mayGet(instance)) return tooEarly;
    instance.lastErrorCode = errorCode.NONE;
    return {
      errorCode: errorCode.NONE,
      clientInstanceId,
      subscriptionId: instance.subscriptionId,
      acceptedCompressionTypes,
      pushIntervalMs: instance.intervalMs,
      telemetryMaxBytes: this.#maxBytes(),
      deltaTemporality: true,
      requestedMetrics: instance.metrics,
    };
  }

  /** PushTelemetry: an error code. */
  push(request: RequestOf<typeof pushTelemetry>, sender: Sender): number {
    const { clientInstanceId } = request;
    if (clientInstanceId === zeroUuid || clientInstanceId === reservedId) return errorCode.INVALID_REQUEST;
    const instance = this.#instance(clientInstanceId, sender);
    instance.lastErrorCode = this.#check(request, instance);
    instance.isTerminating = request.terminating;
    return instance.lastErrorCode;
  }

  #check(request: RequestOf<typeof pushTelemetry>, instance: ClientInstance): number {
    if (instance.isTerminating) return errorCode.INVALID_REQUEST;
    if (!this.#mayPush(instance) && !request.terminating) return errorCode.THROTTLING_QUOTA_EXCEEDED;
    if (request.subscriptionId !== instance.subscriptionId) return errorCode.UNKNOWN_SUBSCRIPTION_ID;
    if (request.compressionType < 0 || request.compressionType > highestCompressionType) {
      return errorCode.UNSUPPORTED_COMPRESSION_TYPE;
    }
    return request.metrics.length > this.#maxBytes() ? errorCode.TELEMETRY_TOO_LARGE : errorCode.NONE;
  }

  /** Who was told that its subscription or codec is wrong may ask again at once. */
  #mayGet(instance: ClientInstance): boolean {
    const nowMs = this.#clock.monotonic();
    if (nowMs - Math.max(instance.lastGetMs, instance.lastPushMs) >= instance.intervalMs) {
      instance.lastGetMs = nowMs;
      return true;
    }
    return (
      instance.lastErrorCode === errorCode.UNKNOWN_SUBSCRIPTION_ID ||
      instance.lastErrorCode === errorCode.UNSUPPORTED_COMPRESSION_TYPE
    );
  }

  /** The first push after a question comes when the client likes: it spreads them by chance. */
  #mayPush(instance: ClientInstance): boolean {
    const nowMs = this.#clock.monotonic();
    const isFirst = instance.lastGetMs > instance.lastPushMs;
    if (!isFirst && nowMs - instance.lastPushMs < instance.intervalMs) return false;
    instance.lastPushMs = nowMs;
    return true;
  }

  #instance(id: string, sender: Sender): ClientInstance {
    let instance = this.#instances.get(id);
    this.#instances.delete(id);
    if (instance === undefined || this.#isForgotten(instance)) {
      if (instance !== undefined) this.#idsOf.get(instance.connection)?.delete(id);
      instance = this.#describe(id, attributesOf(id, sender), sender.client.closed);
      this.#forgetWith(instance.connection, id);
    } else if (instance.generation !== this.#generation) {
      instance = this.#describe(id, instance.attributes, instance.connection);
    }
    this.#instances.set(id, instance);
    for (const [oldestId, oldest] of this.#instances) {
      if (this.#instances.size <= maxInstances) break;
      this.#instances.delete(oldestId);
      this.#idsOf.get(oldest.connection)?.delete(oldestId);
    }
    return instance;
  }

  #forgetWith(connection: AbortSignal, id: string): void {
    const known = this.#idsOf.get(connection);
    if (known !== undefined) {
      known.add(id);
      return;
    }
    const ids = new Set([id]);
    this.#idsOf.set(connection, ids);
    const forget = (): void => {
      for (const each of ids) this.#instances.delete(each);
      this.#idsOf.delete(connection);
    };
    connection.addEventListener("abort", forget, { once: true });
  }

  /** Who has been silent for long starts anew. */
  #isForgotten({ lastGetMs, lastPushMs, intervalMs }: ClientInstance): boolean {
    const sinceMs = Math.max(lastGetMs, lastPushMs);
    return this.#clock.monotonic() - sinceMs > Math.max(shortestMemoryMs, 3 * intervalMs);
  }

  #describe(id: string, attributes: ClientAttributes, connection: AbortSignal): ClientInstance {
    const fitting = this.#subscriptions.filter((subscription) => subscription.isFor(attributes));
    const wanted = new Set(fitting.flatMap(({ metrics }) => metrics));
    const metrics = wanted.has(allMetrics) ? [allMetrics] : [...wanted];
    const intervalMs = Math.min(defaultIntervalMs, ...fitting.map((each) => each.intervalMs));
    return {
      connection,
      attributes,
      subscriptionId: subscriptionIdOf(id, metrics, intervalMs),
      metrics,
      intervalMs,
      generation: this.#generation,
      lastGetMs: Number.NEGATIVE_INFINITY,
      lastPushMs: Number.NEGATIVE_INFINITY,
      lastErrorCode: errorCode.NONE,
      isTerminating: false,
    };
  }

  #newId(): string {
    for (;;) {
      const id = Buffer.from(this.#random.bytes(16)).toString("base64url");
      if (id !== zeroUuid && id !== reservedId && !this.#instances.has(id)) return id;
    }
  }
}

const shortestMemoryMs = 60_000;

const tooEarly: ResponseInput<typeof getTelemetrySubscriptions> = {
  errorCode: errorCode.THROTTLING_QUOTA_EXCEEDED,
  clientInstanceId: zeroUuid,
  subscriptionId: 0,
  acceptedCompressionTypes: [],
  pushIntervalMs: 0,
  telemetryMaxBytes: 0,
  deltaTemporality: false,
  requestedMetrics: [],
};

function attributesOf(id: string, { client, clientId }: Sender): ClientAttributes {
  return {
    client_instance_id: id,
    client_id: clientId,
    client_software_name: client.softwareName === "" ? null : client.softwareName,
    client_software_version: client.softwareVersion === "" ? null : client.softwareVersion,
    client_source_address: javaAddress(client.address),
    client_source_port: String(client.port),
  };
}

/** A number that follows from what is wanted and of whom (KIP-714): the checksum of the one, mixed with the other. */
function subscriptionIdOf(id: string, metrics: readonly string[], intervalMs: number): number {
  const checksum = crc32c(Buffer.from(`[${metrics.join(", ")}]${intervalMs}`));
  return checksum ^ hashOf(id);
}

/** As Java hashes an id: its four words, one over the other. */
function hashOf(id: string): number {
  const bytes = uuidBytes(id)!;
  return bytes.readInt32BE(0) ^ bytes.readInt32BE(4) ^ bytes.readInt32BE(8) ^ bytes.readInt32BE(12);
}
