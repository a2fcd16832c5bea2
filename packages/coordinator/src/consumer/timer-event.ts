/** What passing time does to a consumer group. */
export type ConsumerTimerEvent = { readonly owner: "consumer"; readonly groupId: string };
