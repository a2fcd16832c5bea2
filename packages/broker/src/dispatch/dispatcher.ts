import { type Api, apiVersions, decodeRequestHeader, encodeResponse, errorCode } from "@ottla/protocol";
import type { Logger, SharedBuffer, StallOrigin } from "@ottla/runtime";
import type { Answer, PendingAnswer } from "../network/client-connection.ts";
import type { Node } from "../services.ts";
import { type AdvertisedApi, advertisedApis } from "./advertised.ts";
import type { Client } from "./client.ts";
import { errorAnswer } from "./error-answer.ts";
import type { Handler, RequestContext } from "./handler.ts";
import { Refusal } from "./refusal.ts";
import type { RequestMetrics } from "./request-metrics.ts";

/** A request that cannot be answered in its own format: the connection is closed, as Apache Kafka does. */
export class UnanswerableRequest extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UnanswerableRequest";
  }
}

/** Key, version and correlation id: no request is shorter. */
const shortestFrameBytes = 8;
/** Shorter frames are decoded in less time than it takes to see how much that is. */
const slowFrameBytes = 16 * 1024;

/** Takes frames apart, finds who answers, and puts answers together. One per kind of listener. */
export class Dispatcher<N extends Node> {
  /** What ApiVersions says here. */
  readonly advertised: readonly AdvertisedApi[];
  readonly #broker: N;
  readonly #logger: Logger;
  /** By API key. */
  readonly #handlers: (Handler<Api, N> | undefined)[] = [];
  readonly #metrics: RequestMetrics;

  constructor(options: {
    broker: N;
    handlers: readonly Handler<Api, N>[];
    logger: Logger;
    metrics: RequestMetrics;
  }) {
    this.#broker = options.broker;
    this.#logger = options.logger;
    this.#metrics = options.metrics;
    this.advertised = advertisedApis(options.handlers);
    for (const handler of options.handlers) this.#handlers[handler.api.key] = handler;
  }

  /**
   * The work that a frame asks for. Throws `UnanswerableRequest` or `ProtocolError` for an unknown API, a version
   * that is not served, or bytes that do not decode. The frame lies in `memory`, if that may be kept.
   */
  accept(frame: Buffer, client: Client, memory: SharedBuffer | null = null): PendingAnswer {
    if (frame.length < shortestFrameBytes) {
      throw new UnanswerableRequest(`a request of ${frame.length} bytes has no header`);
    }
    const key = frame.readInt16BE(0);
    const version = frame.readInt16BE(2);
    const handler = this.#handlers[key];
    if (handler === undefined) {
      throw new UnanswerableRequest(`API ${key} is not served on listener ${client.listenerName}`);
    }
    if (version < handler.versions[0] || version > handler.versions[1]) {
      // A client's first question must be answerable whatever version it is asked in (KIP-511).
      if (key === apiVersions.key) return this.#unsupportedApiVersions(frame.readInt32BE(4));
      throw new UnanswerableRequest(
        `${handler.api.name} version ${version} is not served: only ${handler.versions.join(" to ")}`,
      );
    }
    const { clock } = this.#broker;
    const startedMs = frame.length < slowFrameBytes ? null : clock.monotonic();
    const { header, reader } = decodeRequestHeader(frame);
    const request = handler.api.request.decode(reader, version);
    const dispatched = new DispatchedRequest({
      handler,
      request,
      correlationId: header.correlationId,
      apiVersion: version,
      clientId: header.clientId,
      client,
      memory,
      broker: this.#broker,
      metrics: this.#metrics,
      logger: this.#logger,
    });
    if (startedMs !== null) this.#metrics.ran(handler.api, startedMs, clock.monotonic(), dispatched);
    return dispatched;
  }

  #unsupportedApiVersions(correlationId: number): PendingAnswer {
    return {
      mayOverlap: false,
      start: () =>
        encodeResponse(apiVersions, 0, correlationId, {
          errorCode: errorCode.UNSUPPORTED_VERSION,
          apiKeys: this.advertised.filter(({ apiKey }) => apiKey === apiVersions.key),
        }),
    };
  }
}

/** One request on its way to an answer. */
class DispatchedRequest<N extends Node> implements PendingAnswer, RequestContext<N>, StallOrigin {
  readonly mayOverlap: boolean;
  readonly leavesFrame: boolean;
  readonly apiVersion: number;
  readonly clientId: string | null;
  readonly client: Client;
  readonly memory: SharedBuffer | null;
  readonly broker: N;
  readonly #handler: Handler<Api, N>;
  readonly #request: unknown;
  readonly #correlationId: number;
  readonly #metrics: RequestMetrics;
  readonly #logger: Logger;
  #startedMs = 0;
  #whenSent: (() => void)[] | null = null;

  constructor(parts: {
    handler: Handler<Api, N>;
    request: unknown;
    correlationId: number;
    apiVersion: number;
    clientId: string | null;
    client: Client;
    memory: SharedBuffer | null;
    broker: N;
    metrics: RequestMetrics;
    logger: Logger;
  }) {
    // The decoder made the request for this very handler.
    const takesEffectAtOnce = parts.handler.takesEffectAtOnce(parts.request as never);
    this.mayOverlap = takesEffectAtOnce;
    this.leavesFrame = takesEffectAtOnce;
    this.apiVersion = parts.apiVersion;
    this.clientId = parts.clientId;
    this.client = parts.client;
    this.memory = parts.memory;
    this.broker = parts.broker;
    this.#handler = parts.handler;
    this.#request = parts.request;
    this.#correlationId = parts.correlationId;
    this.#metrics = parts.metrics;
    this.#logger = parts.logger;
  }

  whenSent(callback: () => void): void {
    this.#whenSent ??= [];
    this.#whenSent.push(callback);
  }

  /** Undefined where nobody waits for it: so the connection need not be asked. */
  get onSent(): (() => void) | undefined {
    const callbacks = this.#whenSent;
    if (callbacks === null) return undefined;
    return () => {
      for (const callback of callbacks) callback();
    };
  }

  get stallFields(): Readonly<Record<string, unknown>> {
    const { apiVersion, clientId, client } = this;
    return { apiVersion, clientId, address: client.address };
  }

  start(): Answer | Promise<Answer> {
    const { clock } = this.broker;
    this.#startedMs = clock.monotonic();
    const answer = this.#begin();
    this.#metrics.ran(this.#handler.api, this.#startedMs, clock.monotonic(), this);
    return answer;
  }

  #begin(): Answer | Promise<Answer> {
    try {
      // The decoder made the request for this very handler.
      const reply = this.#handler.handle(this.#request as never, this);
      if (!(reply instanceof Promise)) return this.#encode(reply);
      return reply.then(
        (value) => this.#resume(value),
        (error: unknown) => this.#failed(error),
      );
    } catch (error) {
      return this.#failed(error);
    }
  }

  #resume(reply: unknown): Answer {
    const { api } = this.#handler;
    const { clock } = this.broker;
    const resumedMs = clock.monotonic();
    this.#metrics.resumed(api, resumedMs, this);
    const answer = this.#encode(reply, resumedMs);
    this.#metrics.ran(api, resumedMs, clock.monotonic(), this);
    return answer;
  }

  #encode(reply: unknown, nowMs = this.broker.clock.monotonic()): Answer {
    const { api } = this.#handler;
    if (reply instanceof Refusal) return this.#refuse(reply, nowMs);
    this.#metrics.observe(api, nowMs - this.#startedMs);
    if (reply === "no answer" || reply === "disconnect") return reply;
    try {
      return encodeResponse(api, this.apiVersion, this.#correlationId, reply as never);
    } catch (error) {
      return this.#failed(error);
    }
  }

  #refuse(refusal: Refusal, nowMs = this.broker.clock.monotonic()): Answer {
    const { api } = this.#handler;
    const { apiVersion } = this;
    this.#metrics.observe(api, nowMs - this.#startedMs);
    const answer = errorAnswer(api, apiVersion, this.#request, refusal);
    if (answer === null) return "disconnect";
    return encodeResponse(api, apiVersion, this.#correlationId, answer as never);
  }

  /** Handlers answer every fault that they foresee; what reaches this is a fault of ours, or of the disk. */
  #failed(error: unknown): Answer {
    const { api } = this.#handler;
    const { apiVersion, clientId } = this;
    this.#metrics.fail(api);
    // The node is about to end, and what it was to write may be there at the next start: nobody can say yes or no.
    if (this.broker.quorum.failure !== null) return "disconnect";
    this.#logger.error({ error, api: api.name, apiVersion, clientId }, "a request failed");
    try {
      return this.#refuse(new Refusal(errorCode.UNKNOWN_SERVER_ERROR));
    } catch {
      // It cannot even be said that it failed.
      return "disconnect";
    }
  }
}
