// `npm run fuzz -- ARGS`: compiles test/fuzz/ and what it uses of the program, then runs it with ARGS.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { setUp } from "./setup.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const OUT = join(ROOT, "node_modules", ".cache", "httpscope-fuzz");

const node = (...args) => spawnSync(process.execPath, args, { cwd: ROOT, stdio: "inherit" }).status ?? 1;

setUp();
const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
const compiled = node(tsc, "-p", join("test", "fuzz", "tsconfig.json"));
if (compiled !== 0) process.exit(compiled);
writeFileSync(join(OUT, "package.json"), '{"type":"module"}\n');
process.exit(node(join(OUT, "test", "fuzz", "main.js"), ...process.argv.slice(2)));
