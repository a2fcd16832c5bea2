/** What passing time does to a classic group. */
export type ClassicTimerEvent = { readonly owner: "classic"; readonly groupId: string } & (
  | {
      /** `pending`: got its id and did not join with it in time. `session`: no sign of life. */
      readonly what: "pending member expires" | "session expires";
      readonly memberId: string;
    }
  | {
      /** `join`: waited for members long enough. `initial join`: the same for the first members of an empty group. */
      readonly what: "initial join delay ends" | "join phase ends";
    }
  | {
      readonly what: "sync phase ends";
      readonly generationId: number;
    }
);
