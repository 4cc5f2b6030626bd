/** The screen of a live tap in a real terminal: what keys and sizes do, and that the terminal is left as it was found. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { build } from "../support/build.js";
import { waitFor } from "../support/wait-for.js";
import { HAS_TMUX, Tmux } from "../support/tmux.js";

const HARNESS = fileURLToPath(new URL("../support/live-harness.mjs", import.meta.url));
const UNTOUCHED = "alternate 0, cursor 1, wrap 1, mouse 0";
const TAKEN = "alternate 1, cursor 0, wrap 0, mouse 0";

/** A visit of three pages; then another. */
const CAPTURE = build((net) => {
  for (const [client, pages] of [
    ["192.0.2.5:49152", ["/first", "/second", "/third?pin=1"]],
    ["192.0.2.6:50000", ["/fourth"]],
  ] as const) {
    const flow = net.flow(client, "198.51.100.9:80").handshake();
    for (const page of pages) {
      flow
        .client(`GET ${page} HTTP/1.1\r\nHost: www.example.org\r\nAuthorization: Basic YTpi\r\n\r\n`)
        .wait(20);
      flow.server(
        `HTTP/1.1 ${page === "/second" ? "404 Not Found" : "200 OK"}\r\nContent-Length: 5\r\n\r\nhello`,
      );
    }
  }
});
const ALL = CAPTURE.toPcap();
const LATER = CAPTURE.packets.findIndex(({ data }) => Buffer.from(data).includes("/fourth"));
const BEGINNING = CAPTURE.toPcap({}, CAPTURE.packets.slice(0, LATER));

describe.skipIf(!HAS_TMUX)("in a terminal (of tmux, which must be installed)", { timeout: 60_000 }, () => {
  let folder: string;
  let terminal: Tmux;
  let pipe: FileHandle | null;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "httpscope-"));
    execFileSync("mkfifo", [join(folder, "pipe")]);
    terminal = new Tmux(80, 24);
    pipe = null;
  });

  afterEach(async () => {
    terminal.close();
    await pipe?.close();
    rmSync(folder, { recursive: true });
  });

  let asked = 0;
  async function settings(): Promise<string> {
    asked += 1;
    terminal.enter(`clear; echo "settings ${asked}" "$(stty -g)"`);
    const told = new RegExp(`settings ${asked} ([\\w:\\s]+)\\$`);
    return told.exec(await terminal.shows(told))?.[1]?.replace(/\s/g, "") ?? "";
  }

  /** The screen, with the first visit on it. */
  async function start(...manner: readonly string[]): Promise<void> {
    const command = [process.execPath, HARNESS, join(folder, "pipe"), ...manner];
    terminal.enter(`${command.join(" ")}; echo "status $?"`);
    // Waits until the other side reads.
    pipe = await open(join(folder, "pipe"), "w");
    await pipe.write(BEGINNING);
    await terminal.shows("/third");
    expect(terminal.modes).toBe(TAKEN);
  }

  /** Node ends only when the reads that it has begun have, and a pipe lets them wait. */
  async function hangUp(): Promise<void> {
    await waitFor("the terminal as it was", () => terminal.modes === UNTOUCHED);
    await pipe?.close();
    pipe = null;
  }

  const signal = (name: string): void =>
    void process.kill(Number(readFileSync(join(folder, "pipe.pid"), "utf8")), name);

  test("keys, news and other sizes are shown, and q ends with the report", async () => {
    const before = await settings();
    await start();
    expect(terminal.screen).toMatch(/^lo +.* packets .* 3 dropped .* UTC$/m);
    terminal.press("Tab");
    await terminal.shows("[2 slowest]");
    terminal.press("1", "/", "4", "0", "4", "Enter");
    expect(await terminal.shows('filter "404"')).not.toContain("/third");
    terminal.press("Down", "Enter");
    await terminal.shows("more lines below");
    terminal.press("End");
    expect(await terminal.shows("Authorization")).toContain("Authorization: Basic <secret 1>");
    terminal.press("Escape");
    await terminal.shows("[1 newest]");
    terminal.press("Escape");
    await terminal.shows("/third");
    terminal.press("p");
    await terminal.shows("PAUSED, 0 transactions since");
    await pipe?.write(ALL.subarray(BEGINNING.length));
    expect(await terminal.shows("PAUSED, 1 transactions since")).not.toContain("/fourth");
    terminal.press("p");
    await terminal.shows("/fourth");
    terminal.resize(160, 45);
    const large = await terminal.shows("3 hosts                ");
    expect(large.split("\n").findIndex((line) => line.includes("q quit"))).toBe(44);
    terminal.resize(20, 5);
    await terminal.shows("too small: 20x5");
    terminal.resize(80, 24);
    await terminal.shows("[1 newest]");
    terminal.press("q");
    await hangUp();
    expect(await terminal.shows("status 0")).toContain("the report");
    expect(terminal.modes).toBe(UNTOUCHED);
    expect(await settings()).toBe(before);
  });

  test("Ctrl-Z gives the terminal back, and fg takes it again", async () => {
    const before = await settings();
    await start();
    terminal.press("C-z");
    await terminal.shows("Stopped");
    expect(terminal.modes).toBe(UNTOUCHED);
    expect(await settings()).toBe(before);
    terminal.resize(100, 30);
    terminal.enter("fg");
    expect((await terminal.shows("? help")).split("\n")[29]).toContain("q quit");
    expect(terminal.modes).toBe(TAKEN);
    terminal.press("C-c");
    await terminal.shows("the report");
    await hangUp();
    expect(await settings()).toBe(before);
  });

  test("a second Ctrl-C ends at once", async () => {
    const before = await settings();
    await start("slow");
    terminal.press("C-c");
    await terminal.shows("ending: ");
    terminal.press("q");
    terminal.press("C-c");
    await hangUp();
    await terminal.shows("status 130");
    expect(terminal.modes).toBe(UNTOUCHED);
    expect(await settings()).toBe(before);
  });

  test.each([
    ["SIGTERM", "status 143"],
    ["SIGHUP", "status 129"],
    // The shell then gives up the whole line, its echo too.
    ["SIGINT", "$ "],
    ["SIGUSR1, a defect that throws", "a defect of ours"],
  ])("leaves the terminal as it was found at %s", async (name, told) => {
    const before = await settings();
    await start();
    signal(name.split(",", 1).join());
    await hangUp();
    await terminal.shows(told);
    expect(terminal.modes).toBe(UNTOUCHED);
    expect(await settings()).toBe(before);
  });
});
