// Holds the built program to the truth corpus of captures that lies beside a checkout: its comparison must be content
// (every sure row exact, no crash, every ledger adding up), and no fewer rows may be sure and exact than
// test/corpus-floor.txt says. Rows that are not sure may differ in what test/corpus-differences.tsv gives a reason for,
// and in nothing else.
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
const unargued = differencesNotArgued(result.results);
process.exit(status === 0 && fatal.length === 0 && unargued === 0 && sum("exact") >= floor ? 0 : 1);

/** Rows that are not sure differ where we hold the expectation to be wrong, each with its reason, and nowhere else. */
function differencesNotArgued(rows) {
  const [, ...lines] = readFileSync(join(ROOT, "test", "corpus-differences.tsv"), "utf8")
    .trimEnd()
    .split("\n");
  const argued = new Set(lines.map((line) => line.split("\t", 4).join("\t")));
  const found = new Set(
    rows.flatMap(({ file, diffs }) =>
      diffs.map(({ what, expected, got }) => [file, what, expected, got].join("\t")),
    ),
  );
  const fresh = [...found].filter((difference) => !argued.has(difference));
  const gone = [...argued].filter((difference) => !found.has(difference));
  for (const difference of fresh)
    console.log(`corpus: not argued in test/corpus-differences.tsv: ${difference}`);
  for (const difference of gone) console.log(`corpus: argued, but it is none any more: ${difference}`);
  console.log(`corpus: ${found.size} differences, ${argued.size} argued`);
  return fresh.length + gone.length;
}
