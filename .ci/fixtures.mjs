// `npm run fixtures`: compiles every fixtures/NAME.txt to fixtures/NAME.pcap (or .pcapng, where the text says so),
// with the compiler of the tests, loaded through vite.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const FOLDER = join(ROOT, "fixtures");

const { module } = await runnerImport(join(ROOT, "test", "support", "fixture-language.ts"), {
  root: ROOT,
  configFile: false,
});

const texts = readdirSync(FOLDER).filter((name) => name.endsWith(".txt"));
for (const text of texts) {
  const { name, bytes } = module.compileFixture(readFileSync(join(FOLDER, text), "utf8"), text);
  writeFileSync(join(FOLDER, name), bytes);
}
process.stdout.write(`${texts.length} fixtures written\n`);
