/** A capture that comes packet by packet: each transaction is told before the packet behind it has come. */
import { execFileSync } from "node:child_process";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { expect, test } from "vitest";
import { build } from "../support/build.js";
import { withFiles } from "../support/capture-files.js";
import { writePcap } from "../support/capture-writer.js";
import { ended, startHttpscope } from "../support/cli.js";
import { listen } from "../support/listen.js";
import { waitFor } from "../support/wait-for.js";

const PACKETS = build((net) => {
  for (const path of ["first", "second", "third"]) {
    const a = net.flow(`192.0.2.5:${49_152 + path.length}`, "198.51.100.9:80").handshake();
    a.client(`GET /${path} HTTP/1.1\r\nHost: example.com\r\n\r\n`);
    a.server("HTTP/1.1 204 No Content\r\n\r\n");
  }
}).packets;
const HEADER = writePcap([]);
const records = (some: typeof PACKETS): Buffer => writePcap(some).subarray(HEADER.length);

/** The packet that completes the nth transaction: the one with its response. */
const completing = PACKETS.flatMap(({ segment }, index) =>
  segment?.side === "server" && segment.payloadSize > 0 ? [index] : [],
);

/** Writes packets up to each response, and waits for its path to be told before it writes the next. */
async function feedAndListen(input: Writable, heard: { readonly text: string }): Promise<void> {
  input.write(HEADER);
  let from = 0;
  for (const [index, path] of ["first", "second", "third"].entries()) {
    const end = completing[index]! + 1;
    for (const packet of PACKETS.slice(from, end)) input.write(records([packet]));
    from = end;
    await waitFor(`/${path} to be told`, () => heard.text.includes(`/${path}`));
  }
  input.end(records(PACKETS.slice(from)));
}

test.each([
  ["ndjson", ["-T", "ndjson", "-"]],
  ["json", ["-T", "json", "-"]],
  ["a table with --all", ["--all", "-"]],
])("%s: a transaction is told when its last packet has come", async (_format, args) => {
  const child = startHttpscope(args);
  const end = ended(child);
  await feedAndListen(child.stdin, listen(child.stdout));
  expect(await end).toMatchObject({ status: 0, stderr: "" });
});

test("the same from a FIFO, read in one thread and told in another", async () => {
  await withFiles([], async (_names, folder) => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const child = startHttpscope(["-T", "ndjson", "--jobs", "2", pipe]);
    const end = ended(child);
    await feedAndListen(createWriteStream(pipe), listen(child.stdout));
    expect(await end).toMatchObject({ status: 0, stderr: "" });
  });
});
