import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { errorCode } from "@ottla/protocol";
import { DataPlane, temporaryDirectories } from "../testing/data-plane.ts";
import { handleAlterReplicaLogDirs } from "./34-alter-replica-log-dirs.ts";

describe("AlterReplicaLogDirs", () => {
  it("knows directories by their exact path, and partitions", async (test) => {
    const [path] = temporaryDirectories(test, 1);
    const plane = await DataPlane.open(test, { paths: [path!] });
    await plane.topic("t");
    const move = async (to: string, topic: string, index = 0) => {
      const reply = await plane.ask(handleAlterReplicaLogDirs, {
        dirs: [{ path: to, topics: [{ name: topic, partitions: [index] }] }],
      });
      return reply.results[0]!.partitions[0]!.errorCode;
    };
    assert.equal(await move(path!, "t"), errorCode.NONE);
    assert.equal(await move(`${path}/`, "t"), errorCode.LOG_DIR_NOT_FOUND);
    assert.equal(await move("/elsewhere", "nope"), errorCode.LOG_DIR_NOT_FOUND);
    assert.equal(await move(path!, "nope"), errorCode.UNKNOWN_TOPIC_OR_PARTITION);
    assert.equal(await move(path!, "t", 9), errorCode.UNKNOWN_TOPIC_OR_PARTITION);
  });
});
