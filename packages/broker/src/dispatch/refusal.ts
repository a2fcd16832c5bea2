/**
 * A request that is refused as a whole. The dispatcher puts it into whatever shape the API's response has for that
 * (`errorAnswer`), as Apache Kafka does for an exception that reaches its request handler.
 */
export class Refusal {
  readonly errorCode: number;
  readonly errorMessage: string | null;

  constructor(errorCode: number, errorMessage: string | null = null) {
    this.errorCode = errorCode;
    this.errorMessage = errorMessage;
  }
}

/** What Kafka says of requests that it cannot make sense of, where it has nothing better to say. */
export const invalidRequestText =
  "This most likely occurs because of a request being malformed by the client library or the message was sent to an incompatible broker. See the broker logs for more details.";
