// Brings a checkout to where it can run: installs what package-lock.json names and builds src/ to dist/, each
// only when its inputs changed since last time. Standard output stays clean, it belongs to the report.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const INSTALL_STAMP = join(ROOT, "node_modules", ".httpscope-installed");
const BUILD_STAMP = join(ROOT, "dist", ".httpscope-built");

/** What decides how src/ is built. */
const BUILD_INPUTS = ["tsconfig.json", "tsconfig.build.json", join(".ci", "build.mjs")];

/** Installs and builds where needed. A failed step ends the process with what it printed. */
export function setUp() {
  const install = digest([join(ROOT, "package.json"), join(ROOT, "package-lock.json")]);
  if (!holds(INSTALL_STAMP, install)) {
    say("installing packages …");
    // .npmrc silences npm, whose banner would stand in front of reports; here a failure must be heard.
    run("npm", ["ci", "--loglevel=error", "--no-audit", "--no-fund"], "install the packages");
    writeFileSync(INSTALL_STAMP, install);
  }
  const build =
    digest([...BUILD_INPUTS.map((name) => join(ROOT, name)), ...sources(join(ROOT, "src"))]) + install;
  if (!holds(BUILD_STAMP, build)) {
    say("building …");
    run(process.execPath, [join(ROOT, ".ci", "build.mjs")], "build");
    writeFileSync(BUILD_STAMP, build);
  }
}

function run(command, args, purpose) {
  const result = spawnSync(command, args, { cwd: ROOT, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  if (result.status === 0) return;
  process.stderr.write(`httpscope: could not ${purpose}: ${[command, ...args].join(" ")}\n`);
  process.stderr.write(`${result.error?.message ?? ""}${result.stdout ?? ""}${result.stderr ?? ""}\n`);
  process.exit(2);
}

function sources(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function digest(files) {
  const hash = createHash("sha256");
  for (const file of files)
    hash.update(file.slice(ROOT.length)).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}

const holds = (stamp, value) => existsSync(stamp) && readFileSync(stamp, "utf8") === value;
const say = (what) => process.stderr.isTTY && process.stderr.write(`httpscope: ${what}\n`);

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp();
