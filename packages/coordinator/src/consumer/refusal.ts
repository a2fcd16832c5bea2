/** The protocol says no: a value that stands for an answer. The message goes to the client where the answer has room for it. */
export class Refusal {
  readonly errorCode: number;
  readonly message: string;

  constructor(errorCode: number, message: string) {
    this.errorCode = errorCode;
    this.message = message;
  }
}
