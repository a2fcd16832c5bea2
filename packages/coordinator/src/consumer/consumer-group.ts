import type { AnyGroup } from "../runtime/group.ts";

/** A group of the KIP-848 protocol. */
export class ConsumerGroup implements AnyGroup {
  readonly type = "consumer";
  readonly groupId: string;

  constructor(groupId: string) {
    this.groupId = groupId;
  }
}
