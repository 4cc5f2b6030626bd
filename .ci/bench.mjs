// `npm run bench`: sets the checkout up where that is needed, then runs test/bench, loaded through vite.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";
import { setUp } from "./setup.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");

setUp();
const { module } = await runnerImport(join(ROOT, "test", "bench", "main.ts"), {
  root: ROOT,
  configFile: false,
});
await module.main();
