import { type Api, apiVersions, decodeRequestHeader, encodeResponse, errorCode } from "@ottla/protocol";
import type { Logger } from "@ottla/runtime";
import type { Answer, PendingAnswer } from "../network/client-connection.ts";
import type { Broker } from "../services.ts";
import { advertisedApis } from "./advertised.ts";
import type { Client } from "./client.ts";
import type { Handler, RequestContext } from "./handler.ts";
import { RequestMetrics } from "./request-metrics.ts";

/** A request that cannot be answered in its own format: the connection is closed, as Apache Kafka does. */
export class UnanswerableRequest extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UnanswerableRequest";
  }
}

type RequestHeader = ReturnType<typeof decodeRequestHeader>["header"];

/** Takes frames apart, finds who answers, and puts answers together. One per listener kind. */
export class Dispatcher {
  readonly #broker: Broker;
  readonly #logger: Logger;
  readonly #handlers = new Map<number, Handler>();
  readonly #metrics: RequestMetrics;

  constructor(options: { broker: Broker; handlers: readonly Handler[]; logger: Logger; metrics: RequestMetrics }) {
    this.#broker = options.broker;
    this.#logger = options.logger;
    this.#metrics = options.metrics;
    for (const handler of options.handlers) this.#handlers.set(handler.api.key, handler);
  }

  /**
   * The work that a frame asks for. Throws `UnanswerableRequest` or `ProtocolError` for an unknown API, a version
   * that is not served, or bytes that do not decode.
   */
  accept(frame: Buffer, client: Client): PendingAnswer {
    if (frame.length < 8) throw new UnanswerableRequest(`a request of ${frame.length} bytes has no header`);
    const key = frame.readInt16BE(0);
    const version = frame.readInt16BE(2);
    const handler = this.#handlers.get(key);
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
    const { header, reader } = decodeRequestHeader(frame);
    const request = handler.api.request.decode(reader, version);
    const context: RequestContext = {
      apiVersion: version,
      clientId: header.clientId,
      client,
      broker: this.#broker,
    };
    return {
      mayOverlap: handler.mayOverlap,
      start: () => this.#answer(handler, request, header, context),
    };
  }

  #answer(handler: Handler, request: unknown, header: RequestHeader, context: RequestContext): Answer | Promise<Answer> {
    const startedMs = this.#broker.clock.monotonic();
    try {
      const reply = handler.handle(request as never, context);
      if (!(reply instanceof Promise)) return this.#encode(handler, reply, header, startedMs);
      return reply.then(
        (value) => this.#encode(handler, value, header, startedMs),
        (error: unknown) => this.#failed(handler.api, header, error),
      );
    } catch (error) {
      return this.#failed(handler.api, header, error);
    }
  }

  #encode(handler: Handler, reply: unknown, header: RequestHeader, startedMs: number): Answer {
    this.#metrics.observe(handler.api, this.#broker.clock.monotonic() - startedMs);
    if (reply === "no answer" || reply === "disconnect") return reply;
    try {
      return encodeResponse(handler.api, header.requestApiVersion, header.correlationId, reply as never);
    } catch (error) {
      return this.#failed(handler.api, header, error);
    }
  }

  /** Handlers answer every fault that they foresee; what reaches this is a fault of ours. */
  #failed(api: Api, header: RequestHeader, error: unknown): Answer {
    this.#metrics.fail(api);
    this.#logger.error(
      { err: error, api: api.name, apiVersion: header.requestApiVersion, clientId: header.clientId },
      "a request failed",
    );
    return "disconnect";
  }

  #unsupportedApiVersions(correlationId: number): PendingAnswer {
    return {
      mayOverlap: false,
      start: () =>
        encodeResponse(apiVersions, 0, correlationId, {
          errorCode: errorCode.UNSUPPORTED_VERSION,
          apiKeys: advertisedApis([...this.#handlers.values()]).filter(({ apiKey }) => apiKey === apiVersions.key),
        }),
    };
  }
}
