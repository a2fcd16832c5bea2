/** Requests and responses as they travel: a length, a header, a body. */
import { requestHeader, responseHeader } from "../messages/index.ts";
import type { Api, MessageOf, RequestInput, RequestOf, ResponseInput, ResponseOf } from "../schema/index.ts";
import { maxResponseElements } from "../wire/limits.ts";
import { ProtocolError } from "../wire/protocol-error.ts";
import { Reader } from "../wire/reader.ts";
import { Writer } from "../wire/writer.ts";
import { apiOfKey } from "./apis.ts";

const apiVersionsKey = 18;

/** Flexible requests have header version 2, others 1 (KIP-482). */
export function requestHeaderVersion(api: Api, version: number): number {
  return version >= api.flexible ? 2 : 1;
}

/**
 * Flexible responses have header version 1, others 0; ApiVersions always 0, so that any client can read it
 * (KIP-511).
 */
export function responseHeaderVersion(api: Api, version: number): number {
  return version >= api.flexible && api.key !== apiVersionsKey ? 1 : 0;
}

export type RequestHeader = MessageOf<typeof requestHeader>;

/**
 * The header of a request's frame (without the length), and a reader that stands at the body. Which header it is follows
 * from the API and version that it begins with; whether that version is served is the caller's to decide. Throws
 * `ProtocolError` for an API that nobody knows.
 */
export function decodeRequestHeader(frame: Buffer): { header: RequestHeader; api: Api; reader: Reader } {
  const reader = new Reader(frame);
  const key = reader.int16();
  const version = reader.int16();
  const api = apiOfKey(key);
  if (api === undefined) throw new ProtocolError("invalid", `no API has the key ${key}`);
  reader.position = 0;
  const header = requestHeader.decode(reader, requestHeaderVersion(api, version));
  return { header, api, reader };
}

/** A request with its length, as chunks to be written one after the other. */
export function encodeRequest<A extends Api>(
  api: A,
  version: number,
  { correlationId, clientId }: { correlationId: number; clientId: string | null },
  body: RequestInput<A>,
): Uint8Array[] {
  const header = { requestApiKey: api.key, requestApiVersion: version, correlationId, clientId };
  return framed((writer) => {
    requestHeader.encode(writer, header, requestHeaderVersion(api, version));
    api.request.encode(writer, body, version);
  });
}

/** A request from its frame (without the length). */
export function decodeRequest<A extends Api>(
  api: A,
  frame: Buffer,
): { header: RequestHeader; body: RequestOf<A> } {
  const { header, reader } = decodeRequestHeader(frame);
  if (header.requestApiKey !== api.key) {
    throw new ProtocolError(
      "invalid",
      `a request for API ${header.requestApiKey} is not one for ${api.name}`,
    );
  }
  return { header, body: api.request.decode(reader, header.requestApiVersion) as RequestOf<A> };
}

/** A response with its length, as chunks to be written one after the other. */
export function encodeResponse<A extends Api>(
  api: A,
  version: number,
  correlationId: number,
  body: ResponseInput<A>,
): Uint8Array[] {
  return framed((writer) => {
    responseHeader.encode(writer, { correlationId }, responseHeaderVersion(api, version));
    api.response.encode(writer, body, version);
  });
}

/** A response from its frame (without the length). */
export function decodeResponse<A extends Api>(
  api: A,
  version: number,
  frame: Buffer,
): { correlationId: number; body: ResponseOf<A> } {
  const reader = new Reader(frame);
  reader.elementBudget = maxResponseElements;
  const { correlationId } = responseHeader.decode(reader, responseHeaderVersion(api, version));
  return { correlationId, body: api.response.decode(reader, version) as ResponseOf<A> };
}

/** Puts the length before what is written. It is one chunk with what follows unless that is large. */
function framed(write: (writer: Writer) => void): Uint8Array[] {
  const writer = new Writer();
  writer.int32(0);
  write(writer);
  const size = writer.length - 4;
  const chunks = writer.chunks();
  // The writer's own first chunk: bytes that were passed by reference come after the header.
  const first = chunks[0]!;
  new DataView(first.buffer, first.byteOffset, 4).setInt32(0, size);
  return chunks;
}
