/** What passing time does to a classic group. */
export type ClassicTimerEvent = { readonly owner: "classic"; readonly groupId: string } & (
  | {
      /** No sign of life of a member; or it was given an id and did not join with it in time. */
      readonly what: "session expires";
      readonly memberId: string;
    }
  | {
      /** An empty group has waited for more first members. */
      readonly what: "initial delay ends";
      readonly delayMs: number;
      /** How much longer the delay may be drawn out if somebody has joined meanwhile. */
      readonly remainingMs: number;
    }
  | { readonly what: "join phase ends" }
  | { readonly what: "sync phase ends"; readonly generationId: number }
);

/** A key for the session of a member, its own for each group and member whatever characters their names have. */
export function sessionKey(groupId: string, memberId: string): string {
  return `classic/session/${groupId.length}/${groupId}/${memberId}`;
}

/** Of the join phase, the initial delay included. */
export function joinPhaseKey(groupId: string): string {
  return `classic/join/${groupId}`;
}

export function syncPhaseKey(groupId: string): string {
  return `classic/sync/${groupId}`;
}
