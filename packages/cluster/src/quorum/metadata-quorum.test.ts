import assert from "node:assert/strict";
import { test } from "node:test";
import { imageRecords } from "../image/index.ts";
import { openTestQuorum, temporaryDirectory } from "../testing/open-test-quorum.ts";

test("what was appended is there when the log is opened again, in a later epoch", async (context) => {
  const path = temporaryDirectory(context);
  const first = await openTestQuorum(path);
  assert.equal(first.quorum.leaderEpoch, 1);
  assert.equal(first.quorum.image.features.metadataVersion, 30);
  const topicId = "OR4lA13PTpSNoltwtSXRTA";
  const seen: number[] = [];
  first.quorum.subscribe((image) => void seen.push(image.offset));
  const position = await first.quorum.append([{ kind: "topic", version: 0, value: { name: "a", topicId } }]);
  assert.deepEqual(seen, [position.offset]);
  const records = [...imageRecords(first.quorum.image)];
  await first.close();

  const second = await openTestQuorum(path);
  assert.equal(second.quorum.leaderEpoch, 2);
  assert.deepEqual([...imageRecords(second.quorum.image)], records);
  assert.equal(second.quorum.image.topics.byName.get("a")?.id, topicId);
  await second.close();
});
