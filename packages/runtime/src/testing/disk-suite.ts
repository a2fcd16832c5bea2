import assert from "node:assert/strict";
import { test } from "node:test";
import type { Disk } from "../ports.ts";

/** Runs one test with a disk and an empty directory on it. */
export type WithDisk = (use: (disk: Disk, directory: string) => Promise<void>) => Promise<void>;

/** What every implementation of {@link Disk} promises. */
export function testDisk(name: string, withDisk: WithDisk): void {
  const check = (rule: string, use: (disk: Disk, directory: string) => Promise<void>) =>
    test(`${name}: ${rule}`, () => withDisk(use));

  check("what is written is read back at its position", async (disk, directory) => {
    const file = await disk.open(`${directory}/a`, "write");
    await file.write([Buffer.from("hello "), Buffer.alloc(0), Buffer.from("world")], 3);
    assert.equal(await file.size(), 14);
    const target = Buffer.alloc(20);
    assert.equal(await file.read(target, 0), 14);
    assert.equal(target.toString("latin1", 0, 14), "\0\0\0hello world");
    assert.equal(file.readSync(target, 9), 5);
    assert.equal(target.toString("latin1", 0, 5), "world");
    assert.equal(await file.read(target, 14), 0);
    assert.equal(await file.read(target, 99), 0);
    await file.close();
  });

  check("more buffers than the system takes at once arrive in order", async (disk, directory) => {
    const file = await disk.open(`${directory}/a`, "write");
    const buffers = Array.from({ length: 3000 }, (_, index) => Buffer.from(`${index},`));
    await file.write(buffers, 0);
    await file.close();
    assert.deepEqual(await disk.readFile(`${directory}/a`), Buffer.concat(buffers));
  });

  check("two writes of one turn to different places both arrive", async (disk, directory) => {
    const file = await disk.open(`${directory}/a`, "write");
    await Promise.all([file.write([Buffer.from("aaaa")], 0), file.write([Buffer.from("bbbb")], 4)]);
    await file.close();
    assert.equal(String(await disk.readFile(`${directory}/a`)), "aaaabbbb");
  });

  check(
    "what is done on the spot is what is done otherwise, and others have their turn",
    async (disk, directory) => {
      const long = Buffer.alloc(100_000, "long");
      await disk.replaceFile(`${directory}/long`, long);
      await disk.replaceFile(`${directory}/short`, "short");
      await disk.onTheSpot(async () => {
        assert.deepEqual(await disk.list(directory), ["long", "short"]);
        assert.equal(await disk.list(`${directory}/none`), null);
        assert.equal(String(await disk.readFile(`${directory}/short`)), "short");
        assert.deepEqual(await disk.readFile(`${directory}/long`), long);
        assert.equal(await disk.readFile(`${directory}/none`), null);
        await assert.rejects(disk.readFile(directory), { code: "EISDIR" });
        assert.equal((await disk.stat(`${directory}/short`))?.sizeBytes, 5);
        assert.equal(await disk.stat(`${directory}/none`), null);
        await assert.rejects(disk.open(`${directory}/none`, "read"), { code: "ENOENT" });
        const file = await disk.open(`${directory}/short`, "write");
        assert.equal(await file.read(Buffer.alloc(10), 0), 5);
        await file.close();
        await assert.rejects(file.size(), { code: "EBADF" });
      });
      await assert.rejects(
        disk.onTheSpot(() => Promise.reject(new Error("it failed"))),
        /it failed/,
      );
      assert.equal(String(await disk.readFile(`${directory}/short`)), "short");
    },
  );

  check("truncate cuts, and extends with zeros", async (disk, directory) => {
    const file = await disk.open(`${directory}/a`, "create");
    await file.write([Buffer.from("abcdef")], 0);
    await file.truncate(2);
    await file.truncate(4);
    await file.sync();
    await file.close();
    assert.equal((await disk.readFile(`${directory}/a`))?.toString("latin1"), "ab\0\0");
  });

  check("read demands a file, create demands none, write takes either", async (disk, directory) => {
    await assert.rejects(disk.open(`${directory}/a`, "read"), { code: "ENOENT" });
    await (await disk.open(`${directory}/a`, "write")).close();
    await assert.rejects(disk.open(`${directory}/a`, "create"), { code: "EEXIST" });
    await (await disk.open(`${directory}/a`, "write")).close();
    await (await disk.open(`${directory}/a`, "read")).close();
    await assert.rejects(disk.open(`${directory}/none/a`, "write"), { code: "ENOENT" });
  });

  check("a file opened for reading refuses writes", async (disk, directory) => {
    await disk.replaceFile(`${directory}/a`, "x");
    const file = await disk.open(`${directory}/a`, "read");
    await assert.rejects(file.write([Buffer.from("y")], 0), { code: "EBADF" });
    await file.close();
  });

  check("a closed file refuses everything, and is closed once", async (disk, directory) => {
    const file = await disk.open(`${directory}/a`, "write");
    const write = file.write([Buffer.from("x")], 0);
    await Promise.all([file.close(), file.close()]);
    await write;
    assert.throws(() => file.readSync(Buffer.alloc(1), 0), { code: "EBADF" });
    await assert.rejects(file.read(Buffer.alloc(1), 0), { code: "EBADF" });
    await assert.rejects(file.write([Buffer.from("y")], 0), { code: "EBADF" });
    await assert.rejects(file.sync(), { code: "EBADF" });
    await assert.rejects(file.truncate(0), { code: "EBADF" });
    await assert.rejects(file.size(), { code: "EBADF" });
    assert.equal(String(await disk.readFile(`${directory}/a`)), "x");
  });

  check("an open file outlives its name", async (disk, directory) => {
    await disk.replaceFile(`${directory}/a`, "old");
    const file = await disk.open(`${directory}/a`, "write");
    await disk.remove(`${directory}/a`);
    await file.write([Buffer.from("new")], 0);
    const target = Buffer.alloc(3);
    await file.read(target, 0);
    assert.equal(String(target), "new");
    assert.equal(await disk.stat(`${directory}/a`), null);
    await file.close();
  });

  check("an open file follows a rename of itself and of its directory", async (disk, directory) => {
    await disk.makeDirectory(`${directory}/d`);
    const file = await disk.open(`${directory}/d/a`, "write");
    await disk.rename(`${directory}/d/a`, `${directory}/d/b`);
    await disk.rename(`${directory}/d`, `${directory}/e`);
    await file.write([Buffer.from("x")], 0);
    await file.close();
    assert.equal(String(await disk.readFile(`${directory}/e/b`)), "x");
    assert.deepEqual(await disk.list(directory), ["e"]);
  });

  check("replaceFile replaces as a whole and leaves nothing beside it", async (disk, directory) => {
    await disk.replaceFile(`${directory}/a`, "a longer first content");
    await disk.replaceFile(`${directory}/a`, Buffer.from("second"));
    assert.equal(String(await disk.readFile(`${directory}/a`)), "second");
    assert.deepEqual(await disk.list(directory), ["a"]);
    await assert.rejects(disk.replaceFile(`${directory}/none/a`, "x"), { code: "ENOENT" });
  });

  check("replacements of one file happen in the order they were asked for", async (disk, directory) => {
    await Promise.all(["1", "2", "3", "4"].map((text) => disk.replaceFile(`${directory}/a`, text)));
    assert.equal(String(await disk.readFile(`${directory}/a`)), "4");
    assert.deepEqual(await disk.list(directory), ["a"]);
  });

  check("names are listed sorted, and a missing directory is null", async (disk, directory) => {
    for (const name of ["b", "a-10", "a-9", "B", ".lock"]) await disk.replaceFile(`${directory}/${name}`, "");
    assert.deepEqual(await disk.list(directory), [".lock", "B", "a-10", "a-9", "b"]);
    assert.equal(await disk.list(`${directory}/none`), null);
    await assert.rejects(disk.list(`${directory}/a-9`), { code: "ENOTDIR" });
    assert.equal(await disk.readFile(`${directory}/none`), null);
    await assert.rejects(disk.readFile(directory), { code: "EISDIR" });
  });

  check("directories are made with their parents, and made again without harm", async (disk, directory) => {
    await disk.makeDirectory(`${directory}/x/y/z`);
    await disk.makeDirectory(`${directory}/x/y`);
    await disk.syncDirectory(`${directory}/x/y`);
    assert.deepEqual(await disk.list(`${directory}/x/y`), ["z"]);
    await assert.rejects(disk.syncDirectory(`${directory}/none`), { code: "ENOENT" });
  });

  check("rename moves over a file, moves directories, and demands its source", async (disk, directory) => {
    await disk.replaceFile(`${directory}/a`, "a");
    await disk.replaceFile(`${directory}/b`, "b");
    await disk.rename(`${directory}/a`, `${directory}/b`);
    assert.equal(String(await disk.readFile(`${directory}/b`)), "a");
    await disk.makeDirectory(`${directory}/d/inner`);
    await disk.makeDirectory(`${directory}/full/inner`);
    await assert.rejects(disk.rename(`${directory}/d`, `${directory}/full`), { code: "ENOTEMPTY" });
    await disk.rename(`${directory}/d`, `${directory}/e`);
    assert.deepEqual(await disk.list(`${directory}/e`), ["inner"]);
    await assert.rejects(disk.rename(`${directory}/none`, `${directory}/f`), { code: "ENOENT" });
  });

  check("remove takes files and whole directories, and nothing without harm", async (disk, directory) => {
    await disk.makeDirectory(`${directory}/d/inner`);
    await disk.replaceFile(`${directory}/d/inner/a`, "a");
    await disk.replaceFile(`${directory}/b`, "b");
    await disk.remove(`${directory}/d`);
    await disk.remove(`${directory}/b`);
    await disk.remove(`${directory}/none`);
    assert.deepEqual(await disk.list(directory), []);
  });

  check("stat tells size, kind and time of change", async (disk, directory) => {
    await disk.replaceFile(`${directory}/a`, "12345");
    const file = await disk.stat(`${directory}/a`);
    assert.equal(file?.sizeBytes, 5);
    assert.equal(file.isDirectory, false);
    assert.ok(file.modifiedMs > 0);
    assert.equal((await disk.stat(directory))?.isDirectory, true);
    assert.equal(await disk.stat(`${directory}/none`), null);
  });

  check("a volume has room", async (disk, directory) => {
    const { totalBytes, usableBytes } = await disk.capacity(directory);
    assert.ok(usableBytes > 0 && totalBytes >= usableBytes);
  });

  check("a frozen file can be read, renamed and removed", async (disk, directory) => {
    await disk.replaceFile(`${directory}/a`, "kept");
    await disk.freeze(`${directory}/a`);
    assert.equal(String(await disk.readFile(`${directory}/a`)), "kept");
    await disk.rename(`${directory}/a`, `${directory}/b`);
    await disk.remove(`${directory}/b`);
    assert.deepEqual(await disk.list(directory), []);
    await assert.rejects(disk.freeze(`${directory}/none`), { code: "ENOENT" });
  });

  check("a lock has one holder, leaves its file empty, and can be taken again", async (disk, directory) => {
    const path = `${directory}/.lock`;
    const lock = await disk.lock(path);
    assert.ok(lock !== null);
    assert.equal(await disk.lock(path), null);
    assert.equal((await disk.stat(path))?.sizeBytes, 0);
    assert.deepEqual(await disk.list(directory), [".lock"]);
    await lock.release();
    await lock.release();
    const second = await disk.lock(path);
    assert.ok(second !== null);
    await second.release();
    await assert.rejects(disk.lock(`${directory}/none/.lock`), { code: "ENOENT" });
  });
}
