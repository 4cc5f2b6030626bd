/**
 * Which file may know which: the parse of every import under src/ against the order of the layers. The rules are
 * tried on made-up sources first, so that a rule which no longer sees anything fails too.
 */
import { readFileSync, readdirSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";
import { describe, expect, test } from "vitest";

/** Each may import itself and what stands before it. */
const LAYERS = ["core", "capture", "decode", "tcp", "http", "analysis", "trace", "report", "threads", "cli"];
/** Files beside the layers: the layers that they put together, and who may import them. */
const WIRING: Readonly<Record<string, { readonly upTo: string; readonly usedBy: readonly string[] }>> = {
  "pipeline.ts": { upTo: "report", usedBy: ["index.ts", "reading.ts", "parallel.ts", "tracing.ts", "cli"] },
  "reading.ts": { upTo: "threads", usedBy: ["parallel.ts", "worker.ts"] },
  "parallel.ts": { upTo: "threads", usedBy: ["cli"] },
  "worker.ts": { upTo: "threads", usedBy: [] },
  "tracing.ts": { upTo: "report", usedBy: ["cli"] },
  "index.ts": { upTo: "report", usedBy: [] },
  "cli.ts": { upTo: "cli", usedBy: [] },
};
/** Who may read and write, and start threads. */
const RIM = new Set(["capture", "parallel.ts", "reading.ts", "worker.ts", "cli"]);
/** What the others may have of Node: it touches neither files nor network nor clock. */
const PURE: Readonly<Record<string, readonly string[]>> = {
  "node:buffer": ["isAscii", "isUtf8"],
  "node:crypto": ["createHash", "createHmac", "randomInt"],
  "node:net": ["isIP", "isIPv4", "isIPv6"],
};
/** The public API is the one file that may pass on what others export. */
const PUBLIC_API = "index.ts";

interface Imported {
  readonly from: string;
  readonly names: readonly string[];
}

/** The first broken rule of a file, as a sentence; null where all hold. */
function firstViolation(path: string, source: string): string | null {
  const { module, errors } = parseSync(path, source);
  if (errors.length > 0) return `${path} cannot be parsed: ${errors[0]?.message}`;
  for (const imported of [...staticImports(module), ...dynamicImports(module, source)]) {
    const wrong = wrongImport(path, imported);
    if (wrong !== null) return `${path} imports ${imported.from}: ${wrong}`;
  }
  const entries = module.staticExports.flatMap((each) => each.entries);
  if (entries.some(({ exportName }) => exportName.kind === "Default" || exportName.name === "default"))
    return `${path} has a default export`;
  if (path !== PUBLIC_API && entries.some(({ moduleRequest }) => moduleRequest !== null))
    return `${path} exports what another file defines`;
  return null;
}

type ParsedModule = ReturnType<typeof parseSync>["module"];

function staticImports(module: ParsedModule): Imported[] {
  const imports = module.staticImports.map(({ moduleRequest, entries }) => ({
    from: moduleRequest.value,
    names: entries.map(({ importName }) => importName.name ?? "*"),
  }));
  const reexports = module.staticExports
    .flatMap(({ entries }) => entries)
    .flatMap(({ moduleRequest }) =>
      moduleRequest === null ? [] : [{ from: moduleRequest.value, names: ["*"] }],
    );
  return [...imports, ...reexports];
}

function dynamicImports(module: ParsedModule, source: string): Imported[] {
  return module.dynamicImports.map(({ moduleRequest: { start, end } }) => {
    const asked = source.slice(start, end);
    return { from: /^"([^"]*)"$/.exec(asked)?.[1] ?? `(${asked})`, names: ["*"] };
  });
}

/** null where the import is allowed. */
function wrongImport(path: string, { from, names }: Imported): string | null {
  if (from.startsWith("node:")) {
    const isPure = names.every((name) => PURE[from]?.includes(name) === true);
    return isPure || RIM.has(layerOf(path)) ? null : "only capture/ and cli/ read and write";
  }
  if (!from.startsWith(".")) return /^[a-z@][a-z0-9@/.-]*$/.test(from) ? null : "its name is not fixed";
  if (!from.endsWith(".js")) return "it does not end in .js";
  const target = posix.join(posix.dirname(path), from.replace(/\.js$/, ".ts"));
  if (target.startsWith("..")) return "it lies outside src";
  const wiring = WIRING[target];
  if (wiring !== undefined)
    return wiring.usedBy.includes(layerOf(path)) ? null : "it puts the layers together and is above them";
  const rank = LAYERS.indexOf(layerOf(target));
  if (rank < 0) return "it belongs to no layer";
  return rank <= LAYERS.indexOf(WIRING[path]?.upTo ?? layerOf(path)) ? null : "it is a layer above";
}

/** The folder; for what lies beside the layers, the file itself. */
const layerOf = (path: string): string => path.split("/", 1)[0] ?? "";

describe("the rules see", () => {
  test.each([
    ["an import that goes up", "tcp/a.ts", 'import { x } from "../http/b.js";', "a layer above"],
    ["one for a type", "core/a.ts", 'import type { X } from "../decode/b.js";', "a layer above"],
    ["one without a name", "http/a.ts", 'import "../report/b.js";', "a layer above"],
    ["one made later", "http/a.ts", 'const x = await import("../report/b.js");', "a layer above"],
    ["one made of an expression", "cli/a.ts", "const x = await import(name);", "not fixed"],
    [
      "a layer that asks for the wiring",
      "report/a.ts",
      'import { run } from "../pipeline.js";',
      "above them",
    ],
    ["the API in the program", "cli/a.ts", 'import { analyze } from "../index.js";', "above them"],
    ["the program in the API", "index.ts", 'import { main } from "./cli/main.js";', "a layer above"],
    ["a folder that is no layer", "tcp/a.ts", 'import { x } from "../util/b.js";', "no layer"],
    ["a file outside", "core/a.ts", 'import { x } from "../../test/b.js";', "outside src"],
    ["files inside", "http/a.ts", 'import { readFileSync } from "node:fs";', "only capture/"],
    ["more than what is pure", "http/a.ts", 'import { isIP, connect } from "node:net";', "only capture/"],
    ["a default export", "core/a.ts", "export default 1;", "default export"],
    ["one by another way", "core/a.ts", "const x = 1; export { x as default };", "default export"],
    ["a barrel", "core/all.ts", 'export * from "./a.js";', "another file defines"],
    ["one of names", "core/all.ts", 'export { a } from "./a.js";', "another file defines"],
    ["one of types", "core/all.ts", 'export type * from "./a.js";', "another file defines"],
  ])("%s", (_name, path, source, expected) => {
    expect(firstViolation(path, source)).toContain(expected);
  });

  test.each([
    ["down", "report/a.ts", 'import { x } from "../core/b.js"; export const y = x;'],
    ["beside", "tcp/a.ts", 'import { x } from "./b.js"; export const y = x;'],
    ["the program's use of the pipeline", "cli/a.ts", 'import { run } from "../pipeline.js"; run();'],
    ["files at the rim", "capture/a.ts", 'import { open } from "node:fs/promises"; await open("x");'],
    ["what is pure", "analysis/a.ts", 'import { isIP } from "node:net"; isIP("");'],
    ["the API", "index.ts", 'export { a } from "./core/a.js"; import { run } from "./pipeline.js"; run();'],
  ])("nothing wrong in %s", (_name, path, source) => {
    expect(firstViolation(path, source)).toBe(null);
  });
});

test("every file under src keeps to them", () => {
  const root = fileURLToPath(new URL("../src/", import.meta.url));
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"))
    .toSorted();
  expect(paths.length).toBeGreaterThan(80);
  const outside = paths.filter((path) => !LAYERS.includes(layerOf(path)) && WIRING[path] === undefined);
  expect(outside).toEqual([]);
  const violations = paths.map((path) => firstViolation(path, readFileSync(root + path, "utf8")));
  expect(violations.filter((violation) => violation !== null)).toEqual([]);
});
