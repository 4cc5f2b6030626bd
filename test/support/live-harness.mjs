// Runs live-harness.ts, loaded through vite: node live-harness.mjs PIPE [slow]
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const FOLDER = dirname(fileURLToPath(import.meta.url));
const { module } = await runnerImport(join(FOLDER, "live-harness.ts"), {
  root: join(FOLDER, "..", ".."),
  configFile: false,
});
const [pipe, manner] = process.argv.slice(2);
await module.main(pipe, manner);
