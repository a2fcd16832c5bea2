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
