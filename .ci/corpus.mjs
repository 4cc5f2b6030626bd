// Holds the built program to the truth corpus of captures that lies beside a checkout: its comparison must be content
// (every sure row exact, no crash, every ledger adding up), and no fewer rows may be sure and exact than
// test/corpus-floor.txt says.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const COMPARE = join(ROOT, "..", "shared", "corpus", "compare.mjs");

if (!existsSync(COMPARE)) {
  console.log("corpus: not beside this checkout, nothing compared");
  process.exit(0);
}
const floor = Number(readFileSync(join(ROOT, "test", "corpus-floor.txt"), "utf8"));
const { stdout, stderr, status } = spawnSync(process.execPath, [COMPARE, "--json", "--all"], {
  cwd: ROOT,
  encoding: "utf8",
  maxBuffer: 1024 * 1024 * 1024,
});
let result;
try {
  result = JSON.parse(stdout);
} catch {
  console.log(`corpus: the comparison did not run: ${stderr || stdout}`);
  process.exit(1);
}
const fatal = result.results.filter((row) => row.fatal !== null);
for (const { file, fatal: why } of fatal) console.log(`corpus: ${file}: ${why}`);
const sure = result.groups.filter(({ confidence }) => confidence === "high" || confidence === "hand");
const sum = (key) => sure.reduce((total, group) => total + group[key], 0);
console.log(
  `corpus: ${sum("exact")} of ${sum("files")} sure rows exact, floor ${floor}; ${fatal.length} crashed`,
);
if (status !== 0) console.log(`corpus: the comparison ended with status ${status}`);
process.exit(status === 0 && fatal.length === 0 && sum("exact") >= floor ? 0 : 1);
