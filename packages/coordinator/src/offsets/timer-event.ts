/** Time to look for offsets, and groups, that nobody has used for `offsets.retention.minutes`. */
export interface OffsetsTimerEvent {
  readonly owner: "offsets";
  readonly what: "expire";
}
