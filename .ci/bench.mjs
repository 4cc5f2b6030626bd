// `npm run bench`: sets the checkout up where that is needed, then runs test/bench, loaded through vite.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";
import { compile } from "./build.mjs";
import { setUp } from "./setup.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const MODULES = join(ROOT, "node_modules", ".cache", "httpscope-modules");

setUp();
const { module } = await runnerImport(join(ROOT, "test", "bench", "main.ts"), {
  root: ROOT,
  configFile: false,
});
await module.main(() => {
  compile(MODULES);
  writeFileSync(join(MODULES, "package.json"), '{"type":"module"}\n');
  return join(MODULES, "cli.js");
});
