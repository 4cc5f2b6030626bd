/**
 * `httpscope live` in a real terminal, with a tool that is made up: what keys and sizes do, and that the terminal is left
 * as it was found.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { build } from "../support/build.js";
import { PROGRAM } from "../support/cli.js";
import { withTools, type ToolFolder } from "../support/fake-tools.js";
import { HAS_TMUX, Tmux } from "../support/tmux.js";
import { waitFor } from "../support/wait-for.js";

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
const LATER = CAPTURE.packets.findIndex(({ data }) => Buffer.from(data).includes("/fourth"));
const BEGINNING = CAPTURE.toPcap({}, CAPTURE.packets.slice(0, LATER)).length;

/** The second visit comes when the file `go` is there. */
const TOOL = `
const { existsSync } = require("node:fs");
process.on("SIGINT", () => process.exit(0));
process.stdout.write(capture.subarray(0, ${BEGINNING}));
const timer = setInterval(() => {
  if (!existsSync(__dirname + "/../go")) return;
  clearInterval(timer);
  process.stdout.write(capture.subarray(${BEGINNING}));
  waitForEver();
}, 20);`;
/** Told to end, it takes its time. */
const SLOW_TOOL = `
process.on("SIGINT", () => {});
process.stdout.write(capture);
waitForEver();`;
/** Brings news for as long as it is read, with a packet of right now among them. */
const BUSY_TOOL = `
process.on("SIGINT", () => process.exit(0));
process.stdout.write(capture);
const news = Buffer.from(capture.subarray(24));
setInterval(() => {
  news.writeUInt32LE(Math.ceil(Date.now() / 1000), 0);
  process.stdout.write(news);
}, 20);`;
/** Longer than pictures of that size take to fill what lies between a program and its terminal. */
const STALL_MS = 3_000;
/** Beside the program in its process: its number, and a defect for a signal. */
const INSIDE = `
import { writeFileSync } from "node:fs";
writeFileSync(new URL("number", import.meta.url), String(process.pid));
process.on("SIGUSR2", () => { throw new Error("a defect of ours"); });`;

describe.skipIf(!HAS_TMUX)("in a terminal (of tmux, which must be installed)", { timeout: 60_000 }, () => {
  let terminal: Tmux;

  beforeEach(() => {
    terminal = new Tmux(80, 24);
  });

  afterEach(() => {
    terminal.close();
  });

  let asked = 0;
  async function settings(): Promise<string> {
    asked += 1;
    terminal.enter(`clear; echo "settings ${asked}" "$(stty -g)"`);
    const told = new RegExp(`settings ${asked} ([\\w:\\s]+)\\$`);
    return told.exec(await terminal.shows(told))?.[1]?.replace(/\s/g, "") ?? "";
  }

  /** Starts the screen, lets `use` work with it once the first visit is there, and holds it to what it leaves behind. */
  async function withScreen(use: (there: ToolFolder) => Promise<void>, tool = TOOL): Promise<void> {
    await withTools({ dumpcap: tool }, CAPTURE.toPcap(), async (there) => {
      const before = await settings();
      writeFileSync(join(there.folder, "inside.mjs"), INSIDE);
      const node = `${process.execPath} --import ${join(there.folder, "inside.mjs")}`;
      terminal.enter(`PATH=${there.env.PATH} ${node} ${PROGRAM} live -i wire0; echo "status $?"`);
      await terminal.shows("/third");
      expect(terminal.modes).toBe(TAKEN);
      await use(there);
      expect(terminal.modes).toBe(UNTOUCHED);
      expect(await settings()).toBe(before);
    });
  }

  test("keys, news and other sizes are shown, and q ends with the report", async () => {
    await withScreen(async ({ folder }) => {
      expect(terminal.screen).toMatch(/^wire0 +.* packets .* UTC$/m);
      terminal.press("Tab");
      await terminal.shows("[2 slowest]");
      // In one read.
      terminal.press("3", "Enter");
      await terminal.shows('filter "www.example.org"');
      terminal.press("Escape");
      await terminal.shows("/ filter");
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
      await terminal.shows("PAUSED, 0 more since");
      writeFileSync(join(folder, "go"), "");
      expect(await terminal.shows("PAUSED, 1 more since")).not.toContain("/fourth");
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
      expect(await terminal.shows("status 0")).toContain("Transactions\n");
    });
  });

  test("Ctrl-Z gives the terminal back, and fg takes it again", async () => {
    await withScreen(async () => {
      terminal.press("C-z");
      await terminal.shows("Stopped");
      expect(terminal.modes).toBe(UNTOUCHED);
      terminal.resize(100, 30);
      terminal.enter("fg");
      expect((await terminal.shows("? help")).split("\n")[29]).toContain("q quit");
      expect(terminal.modes).toBe(TAKEN);
      terminal.press("C-c");
      await terminal.shows("Transactions\n");
    });
  });

  test("a second Ctrl-C ends at once", async () => {
    await withScreen(async () => {
      terminal.press("C-c");
      await terminal.shows("ending: ");
      terminal.press("q");
      terminal.press("C-c");
      expect(await terminal.shows("status 130")).not.toContain("Findings");
    }, SLOW_TOOL);
  });

  test.each([
    ["SIGTERM", "status 143"],
    ["SIGHUP", "status 129"],
    ["SIGINT", "status 0"],
    ["SIGUSR2, a defect that throws", "a defect of ours"],
  ])("is left as it was found at %s", async (name, told) => {
    await withScreen(async ({ folder }) => {
      process.kill(Number(readFileSync(join(folder, "number"), "utf8")), name.split(",", 1).join());
      expect(await terminal.shows(/^status \d+$/m)).toContain(told);
    });
  });

  test("a terminal that takes nothing stops neither the tap nor its end", async () => {
    terminal.resize(200, 60);
    await withScreen(async ({ folder, notes }) => {
      await terminal.stalled(async () => {
        await wait(STALL_MS);
        process.kill(Number(readFileSync(join(folder, "number"), "utf8")), "SIGINT");
        await waitFor("the tool's end", () => notes().includes("dumpcap ended"));
      });
      expect(await terminal.shows(/^status \d+$/m)).toContain("status 0");
    }, BUSY_TOOL);
  });

  test("a tap that ends by itself is told behind the report", async () => {
    await withScreen(async ({ notes }) => {
      expect(notes()[0]).toMatch(/^dumpcap\|/);
      await terminal.shows("status 2");
      expect(terminal.screen).toContain("httpscope: ");
    }, `process.stdout.write(capture); setTimeout(() => process.exit(1), 3_000);`);
  });

  test("--all, and a terminal that cannot place its cursor, get a line a transaction", async () => {
    await withTools({ dumpcap: TOOL }, CAPTURE.toPcap(), async ({ env }) => {
      for (const [variables, args] of [
        [`PATH=${env.PATH}`, "--all"],
        [`TERM=dumb PATH=${env.PATH}`, ""],
      ] as const) {
        terminal.enter(`clear; ${variables} ${process.execPath} ${PROGRAM} live -i wire0 ${args}`);
        await terminal.shows(/1\.3 .*\/third/);
        expect(terminal.modes).toBe(UNTOUCHED);
        terminal.press("C-c");
        await terminal.shows("Findings");
      }
    });
  });
});
