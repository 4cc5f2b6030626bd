/**
 * What the README shows, held to the program: its commands are run, its tables compared with what they are tables
 * of. A difference is mended in the README, for the program is what people have.
 */
import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { linkTypeName } from "../src/capture/link-types.js";
import { EXIT_DONE, EXIT_FAILED, EXIT_FINDING, EXIT_INTERRUPTED } from "../src/cli/exit.js";
import { FINDINGS } from "../src/core/findings.js";
import { ZSTD_WINDOW_LOG } from "../src/capture/zstd.js";
import * as limits from "../src/core/limits.js";
import type { AnyRecord } from "../src/core/records.js";
import { firstStep } from "../src/decode/link.js";
import { KEYS } from "../src/report/live/draw-keys.js";
import { httpscope } from "./support/cli.js";
import { runCapture } from "./support/run-capture.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const README = readFileSync(join(ROOT, "README.md"), "utf8");
const LINES = README.split("\n");

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
const MANIFEST: Manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

/** The text of fenced blocks in a language, in order. */
function blocks(language: string): string[] {
  return [...README.matchAll(/^```(\w+)\n(.*?)\n```$/gms)].flatMap(([, given, text]) =>
    given === language ? [text ?? ""] : [],
  );
}

/** Lines from a heading to the next. */
function section(heading: string): string[] {
  const start = LINES.findIndex((line) => line.replace(/^#+ /, "") === heading && line.startsWith("#"));
  if (start < 0) throw new Error(`the README has no heading ${heading}`);
  const size = LINES.slice(start + 1).findIndex((line) => /^#+ /.test(line));
  return LINES.slice(start + 1, size < 0 ? undefined : start + 1 + size);
}

/** Rows of the nth table of a section, without its titles. */
function table(heading: string, nth = 0): string[][] {
  const tables: string[][][] = [];
  let isInside = false;
  for (const line of section(heading)) {
    if (!line.startsWith("|")) isInside = false;
    else {
      if (!isInside) tables.push([]);
      isInside = true;
      const cells = line.split(/(?<!\\)\|/).slice(1, -1);
      tables.at(-1)?.push(cells.map((cell) => cell.trim().replaceAll("\\|", "|")));
    }
  }
  return tables[nth]?.slice(2) ?? [];
}

/** What stands in backticks. */
const quoted = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? "");
const firstColumn = (rows: readonly string[][]): string[] => rows.flatMap(([cell]) => quoted(cell ?? ""));
const KiB = 1024;
const count = (number: number): string => number.toLocaleString("en-US");
const size = (bytes: number): string =>
  bytes % (KiB * KiB) === 0 ? `${bytes / KiB / KiB} MiB` : `${bytes / KiB} KiB`;
const seconds = (ns: number): string => `${count(ns / 1e9)} s`;

describe("commands", () => {
  const shown = blocks("console").map((block) => /^\$ npm start -- (.+)\n([^]*)$/.exec(block));

  test("there is a report", () => {
    expect(shown.length).toBeGreaterThan(0);
    expect(shown).not.toContain(null);
  });

  test.each(shown.map((match) => [match?.[1] ?? "", match?.[2] ?? ""]))(
    "%s prints this",
    async (args, text) => {
      const run = await httpscope(args.split(" "), { cwd: ROOT });
      expect(run).toEqual({ status: 0, stdout: `${text}\n`, stderr: "" });
    },
  );

  test("npm has what is asked of it, and every capture is there", async () => {
    const commands = [
      ...README.matchAll(/^(?:\$ )?npm .+$/gm),
      ...README.matchAll(/(?<=`)npm [^`]+(?=`)/g),
    ].map(([command]) => command.replace(/^\$ /, ""));
    expect(commands).toEqual(expect.arrayContaining(["npm start -- fixtures/two-clients.pcap", "npm test"]));
    for (const command of commands) {
      const [, script, ...args] = command.replace(/^npm run /, "npm ").split(" ");
      expect(Object.keys(MANIFEST.scripts)).toContain(script);
      if (script !== "start" || args.includes("ARGUMENTS")) continue;
      expect(await httpscope(args.slice(1), { cwd: ROOT })).toMatchObject({ status: 0, stderr: "" });
    }
  });

  test("the shown lines of NDJSON are printed", async () => {
    const { stdout } = await httpscope(["-T", "ndjson", "fixtures/loss.pcap"], { cwd: ROOT });
    const lines = blocks("json").flatMap((block) => block.split("\n"));
    expect(lines.length).toBeGreaterThan(0);
    expect(stdout.split("\n")).toEqual(expect.arrayContaining(lines));
  });
});

describe("the live screen", () => {
  test("looks like this", () => {
    const picture = readFileSync(join(ROOT, "test", "golden", "live-newest.txt"), "utf8").trimEnd();
    expect(blocks("text")).toContain(picture);
  });

  test("has these keys", () => {
    expect(table("The screen")).toEqual(KEYS);
  });
});

describe("tables of the command line", () => {
  test("options are those of --help, in its words", async () => {
    const { stdout } = await httpscope(["--help"]);
    const [, help = ""] = /^Options:\n(.*?)\n\n/ms.exec(stdout) ?? [];
    const options = help.split("\n").map((line) => {
      const [, letter, name = "", value, says = ""] =
        /^ {2}(?:(-\w), | {4})(--[a-z-]+) +(?:([A-Z:]+): )?(.+)$/.exec(line) ?? [];
      const forms = [letter, name].filter((form) => form !== undefined);
      return [forms.map((form) => `\`${value === undefined ? form : `${form} ${value}`}\``).join(", "), says];
    });
    expect(options.length).toBeGreaterThan(8);
    expect(table("Options").map(([option, says]) => [option, says])).toEqual(options);
  });

  test("questions as JSON", async () => {
    const args = ["quiz", "-T", "json", "--answers", "fixtures/two-clients.pcap"];
    const questions: unknown = JSON.parse((await httpscope(args, { cwd: ROOT })).stdout);
    const fields = firstColumn(table("Questions as JSON"));
    expect(questions).toHaveLength(10);
    for (const question of Array.isArray(questions) ? questions : [])
      expect(Object.keys(question)).toEqual(fields);
  });

  test("exit status", () => {
    const statuses = table("Exit status").map(([status]) => Number(status));
    expect(statuses).toEqual([EXIT_DONE, EXIT_FINDING, EXIT_FAILED, EXIT_INTERRUPTED]);
  });
});

test("findings are those of the program", () => {
  const rows = Object.entries(FINDINGS).map(([code, { severity, says, source }]) => [
    `\`${code}\``,
    severity,
    says,
    source ?? "–",
  ]);
  expect(table("Findings")).toEqual(rows);
});

describe("fields of", () => {
  type OfType<Type> = Extract<AnyRecord, { readonly type: Type }>;
  const ofType = async <Type extends AnyRecord["type"]>(type: Type, name: string): Promise<OfType<Type>> => {
    const isWanted = (record: AnyRecord): record is OfType<Type> => record.type === type;
    const found = (await runCapture(join(ROOT, "fixtures", name))).find(isWanted);
    if (found === undefined) throw new Error(`no ${type} in ${name}`);
    return found;
  };

  test.each([
    ["capture", "loss.pcap"],
    ["transaction", "loss.pcap"],
    ["session", "loss.pcap"],
    ["finding", "loss.pcap"],
    ["summary", "loss.pcap"],
    ["cookie", "cookie-round-trip.pcap"],
    ["userSession", "cookie-round-trip.pcap"],
  ] as const)("%s", async (type, name) => {
    expect(firstColumn(table(type))).toEqual(Object.keys(await ofType(type, name)));
  });

  test("request, response, timings, ledger", async () => {
    const { request, response, timings } = await ofType("transaction", "loss.pcap");
    expect(firstColumn(table("request"))).toEqual(Object.keys(request ?? {}));
    expect(firstColumn(table("response"))).toEqual(Object.keys(response ?? {}));
    expect(firstColumn(table("timings"))).toEqual(Object.keys(timings));
    expect(firstColumn(table("ledger"))).toEqual(Object.keys((await ofType("summary", "loss.pcap")).ledger));
  });

  test("what lies in them", async () => {
    const continued = await ofType("transaction", "bodiless-continue.pcap");
    const set = await ofType("transaction", "cookie-round-trip.pcap");
    const visit = await ofType("userSession", "cookie-round-trip.pcap");
    const capture = await ofType("capture", "loss.pcap");
    const summary = await ofType("summary", "loss.pcap");
    const inner: readonly (readonly [string, string, object | undefined])[] = [
      ["transaction", "client", set.client],
      ["transaction", "interim", continued.interim[0]],
      ["response", "setCookies", set.response?.setCookies[0]],
      ["userSession", "clients", visit.clients[0]],
      ["capture", "files", capture.files[0]],
      ["summary", "files", summary.files[0]],
      ["summary", "timings", summary.timings.wait],
      ["summary", "notAnalysed", summary.notAnalysed],
    ];
    for (const [heading, field, value] of inner) {
      const row = table(heading).find(([cell]) => quoted(cell ?? "").includes(field));
      const keys = Object.keys(value ?? {});
      expect([heading, field, keys.length]).not.toEqual([heading, field, 0]);
      expect(quoted(row?.[1] ?? "")).toEqual(expect.arrayContaining(keys));
    }
  });
});

describe("the library", () => {
  const [example = ""] = blocks("ts");

  /** A folder of somebody who installed httpscope. */
  async function withExample<Result>(
    name: string,
    use: (folder: string) => Promise<Result>,
  ): Promise<Result> {
    const folder = mkdtempSync(join(tmpdir(), "httpscope-"));
    try {
      mkdirSync(join(folder, "node_modules"));
      symlinkSync(ROOT, join(folder, "node_modules", "httpscope"));
      symlinkSync(join(ROOT, "node_modules", "@types"), join(folder, "node_modules", "@types"));
      writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
      writeFileSync(join(folder, name), example);
      return await use(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  test("its example runs and prints what is shown", async () => {
    const [shown] = section("As a library").join("\n").split("```text\n").slice(1);
    await withExample("example.mjs", async (folder) => {
      const run = await promisify(execFile)(process.execPath, [join(folder, "example.mjs")], { cwd: ROOT });
      expect(run.stdout).toBe(shown?.split("```")[0]);
    });
  });

  test("its example type-checks, and the types promise no more than they hold", async () => {
    await withExample("example.ts", async (folder) => {
      const compilerOptions = {
        strict: true,
        noEmit: true,
        module: "nodenext",
        target: "es2023",
        types: ["node"],
      };
      writeFileSync(
        join(folder, "tsconfig.json"),
        JSON.stringify({ compilerOptions, files: ["example.ts"] }),
      );
      const compiler = join(ROOT, "node_modules", "typescript", "bin", "tsc");
      const compile = async () =>
        promisify(execFile)(process.execPath, [compiler, "-p", folder]).then(
          () => "",
          (error: { readonly stdout: string }) => error.stdout,
        );
      expect(await compile()).toBe("");
      writeFileSync(join(folder, "example.ts"), example.replace("timings.wait", "timings.weight"));
      expect(await compile()).toContain("'weight' does not exist");
    });
  });
});

describe("what is read", () => {
  test("link types are those that are understood", () => {
    const understood = Array.from({ length: 0x10000 }, (_, number) => number).filter(
      (number) => firstStep(number) !== undefined,
    );
    const paragraphs = section("Link types and tunnels").join("\n").split("\n\n");
    const list = paragraphs.find((paragraph) => paragraph.startsWith("ETHERNET")) ?? "";
    const named = list.split(/,\s+|\.$/).filter((name) => name !== "");
    expect(named.toSorted()).toEqual([...new Set(understood.map(linkTypeName))].toSorted());
  });

  test("limits are those of the program", () => {
    const fragments = [
      count(limits.FRAGMENT_DATAGRAMS),
      size(limits.FRAGMENT_BYTES),
      seconds(limits.FRAGMENT_AGE_NS),
    ];
    const copies = [
      `${size((limits.RING_CHUNKS - 1) * limits.CHUNK_BYTES)} of the capture`,
      `${limits.PARTITIONS} × ${count(limits.RECENT_SEGMENTS)} segments`,
      `${count(limits.COMPARED_SEGMENTS)} of one direction`,
    ];
    expect(Object.fromEntries(table("Limits").map(([what, most]) => [what, most]))).toEqual({
      "bytes of one packet": size(limits.PACKET_LIMIT_BYTES),
      "search for a plausible record after damage": size(limits.RESYNC_LIMIT_BYTES),
      "fragmented datagrams that wait": fragments.join(", "),
      "encapsulations in one packet": count(limits.ENCAPSULATION_DEPTH),
      "connections open at once, with payload": `${limits.PARTITIONS} × ${count(limits.FLOWS_WITH_PAYLOAD)}`,
      "connections open at once, without payload": `${limits.PARTITIONS} × ${count(limits.FLOWS_WITHOUT_PAYLOAD)}`,
      "quiet time of a connection": `${seconds(limits.IDLE_NS)}; ${seconds(limits.IDLE_OUTSTANDING_NS)} while an answer is due`,
      "bytes that wait, all connections": `${limits.PARTITIONS} × ${size(limits.HELD_BYTES)}`,
      "bytes out of order, one direction": size(limits.QUEUE_BYTES),
      "first copies that repeated bytes are compared with": copies.join(", "),
      "start line": size(limits.START_LINE_BYTES),
      head: `${size(limits.HEAD_BYTES)}, ${count(limits.HEAD_FIELDS)} fields`,
      "chunk line; trailers": `${size(limits.CHUNK_LINE_BYTES)}; ${size(limits.TRAILER_BYTES)}`,
      "first bytes of a body": `${size(limits.REQUEST_PREFIX_BYTES)} of a request, ${size(limits.RESPONSE_PREFIX_BYTES)} of a response`,
      "interim responses of one transaction": count(limits.INTERIM_RESPONSES),
      "requests of one session without an answer": count(limits.PENDING_REQUESTS),
      "bytes behind CONNECT or Upgrade before the answer": size(limits.TUNNEL_BYTES),
      "content, with `--decode`": `${size(limits.CONTENT_BYTES)} and, past ${size(limits.CONTENT_RATIO_FROM_BYTES)}, ${count(limits.CONTENT_RATIO)} times its coded size; ${limits.CONTENT_BODIES} coded bodies at once, ${limits.CONTENT_CODINGS} codings on one, a window of ${size(2 ** ZSTD_WINDOW_LOG)} for zstd`,
      "cookies, user sessions, hosts, names in the summary": `${count(limits.TABLE_ENTRIES)} each`,
      "entries of one list in one line": count(limits.LINE_LIST_ENTRIES),
      "values for exact percentiles": count(limits.EXACT_VALUES),
      "findings of one code in the table": count(limits.TABLE_FINDINGS),
      "what `-T json` holds until its end": size(limits.JSON_HELD_BYTES),
      "what the screen of `live` holds": `${count(limits.LIVE_TRANSACTIONS)} transactions, the slowest ${count(limits.LIVE_SLOWEST)}, ${count(limits.LIVE_ENTRIES)} hosts, ${count(limits.LIVE_ENTRIES)} cookies, ${count(limits.LIVE_ENTRIES)} open sessions`,
    });
  });

  test("every limit that is a finding has its row", () => {
    const named = table("Limits").flatMap((row) => quoted(row[3] ?? ""));
    const codes = Object.keys(FINDINGS).filter((code) => code.startsWith("limit."));
    expect(named).toEqual(expect.arrayContaining(codes));
    for (const code of named) expect(Object.keys(FINDINGS)).toContain(code);
  });
});

describe("the house", () => {
  test("folders are those of src", () => {
    const folders = readdirSync(join(ROOT, "src"), { withFileTypes: true }).filter((each) =>
      each.isDirectory(),
    );
    const named = firstColumn(table("Architecture"));
    expect(named.toSorted()).toEqual(folders.map(({ name }) => `src/${name}/`).toSorted());
  });

  test("dependencies are those of the package", () => {
    const { dependencies, devDependencies } = MANIFEST;
    const named = firstColumn(table("Dependencies"));
    expect(named.toSorted()).toEqual(Object.keys({ ...dependencies, ...devDependencies }).toSorted());
  });

  test("files that are named are there", () => {
    const named = [...README.matchAll(/(?<![\w/])(?:src|test|fixtures|\.ci)\/[\w./-]*/g)].map(
      ([path]) => path,
    );
    const missing = named.filter((path) => path !== "fixtures/NAME.txt" && !existsSync(join(ROOT, path)));
    expect(missing).toEqual([]);
  });

  test("files that the page about tests names are there, and its commands are npm's", () => {
    const page = readFileSync(join(ROOT, "test", "README.md"), "utf8");
    const paths = quoted(page).filter((name) => /^[\w./-]+(?:\/|\.test\.ts|\.md)$/.test(name));
    expect(paths.length).toBeGreaterThan(20);
    // Beside the page, or from the top.
    const missing = paths.filter(
      (path) => ![ROOT, join(ROOT, "test")].some((of) => existsSync(join(of, path))),
    );
    expect(missing.filter((path) => path !== "fuzz-failures/")).toEqual([]);
    const scripts = [...page.matchAll(/`npm run ([\w:]+)/g)].map(([, name]) => name);
    expect(Object.keys(MANIFEST.scripts)).toEqual(expect.arrayContaining(scripts));
  });

  test("links inside the page lead somewhere", () => {
    const anchors = LINES.filter((line) => /^#+ /.test(line)).map((line) =>
      line
        .replace(/^#+ /, "")
        .toLowerCase()
        .replace(/[^\w -]/g, "")
        .replaceAll(" ", "-"),
    );
    for (const [, anchor] of README.matchAll(/\]\(#([^)]+)\)/g)) expect(anchors).toContain(anchor);
  });
});
