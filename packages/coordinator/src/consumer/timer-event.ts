/** What passing time does to a consumer group. */
export type ConsumerTimerEvent = { readonly owner: "consumer"; readonly groupId: string } & (
  | { readonly what: "session expires"; readonly memberId: string }
  | {
      /** The member has not given up in time what it has to. */
      readonly what: "revocation is late";
      readonly memberId: string;
      /** When it was told. */
      readonly memberEpoch: number;
    }
  /** A classic member was told to join again, and has not in time. */
  | { readonly what: "join is late"; readonly memberId: string }
  /** A classic member has joined, and has not asked for its assignment in time. */
  | { readonly what: "sync is late"; readonly memberId: string }
  /** The next step of finding the topics of regular expressions. */
  | { readonly what: "match topics" }
);
