/** Programs that stand for dumpcap and tcpdump: what the program makes of them can be seen without any privilege. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** JavaScript for each tool that is there. It finds `capture` (a Buffer) and `note(text)` ready. */
export type FakeTools = Readonly<Partial<Record<"dumpcap" | "tcpdump", string>>>;

export interface ToolFolder {
  /** For the program's environment: nothing else can be found. */
  readonly env: { readonly PATH: string };
  /** A place for files. */
  readonly folder: string;
  /** What the tools noted: how they were called, and what they chose to. */
  readonly notes: () => string[];
  /** Makes a tool one that nobody may run. */
  readonly forbid: (tool: string) => void;
}

/** Calls `use` with tools that give out this capture; they are gone afterwards. */
export async function withTools<Result>(
  tools: FakeTools,
  capture: Buffer,
  use: (there: ToolFolder) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "httpscope-"));
  const bin = join(folder, "bin");
  const notes = join(folder, "notes");
  mkdirSync(bin);
  writeFileSync(join(folder, "capture"), capture);
  for (const [name, script] of Object.entries(tools)) {
    const file = join(bin, name);
    writeFileSync(
      file,
      `#!${process.execPath}
const { appendFileSync, readFileSync } = require("node:fs");
const note = (text) => appendFileSync(${JSON.stringify(notes)}, text + "\\n");
const capture = readFileSync(${JSON.stringify(join(folder, "capture"))});
const waitForEver = () => setInterval(() => {}, 1000);
note([${JSON.stringify(name)}, ...process.argv.slice(2)].join("|"));
process.on("exit", () => note("${name} ended"));
${script}
`,
    );
    chmodSync(file, 0o755);
  }
  try {
    return await use({
      env: { PATH: bin },
      folder,
      notes: () => (existsSync(notes) ? readFileSync(notes, "utf8").trimEnd().split("\n") : []),
      forbid: (tool) => chmodSync(join(bin, tool), 0o644),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
