/** Ways to log in with a password that does not travel (RFC 5802, RFC 7677), by the numbers of the protocol. */
export interface ScramMechanism {
  readonly hash: "sha256" | "sha512";
  readonly minIterations: number;
}

export const scramMechanisms: ReadonlyMap<number, ScramMechanism> = new Map([
  [1, { hash: "sha256", minIterations: 4096 }],
  [2, { hash: "sha512", minIterations: 4096 }],
]);

/** More would let whoever may set passwords keep clients busy with them. */
export const maxScramIterations = 16_384;
