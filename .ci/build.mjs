// `npm run build`: src/ to dist/. The compiler checks and writes the declarations; the modules and the packages they
// use are then put together in a few files, because opening a hundred takes longer than reading a small capture.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const DIST = join(ROOT, "dist");

/** The program, the library, and the thread that the program starts. */
const ENTRIES = ["cli", "index", "worker"];

async function build() {
  rmSync(DIST, { recursive: true, force: true });
  compile(DIST);
  const { rolldown } = await import("rolldown");
  const bundle = await rolldown({
    input: Object.fromEntries(ENTRIES.map((name) => [name, join(DIST, `${name}.js`)])),
    platform: "node",
    // What Node warns of in it, it passes over only where it lies among the packages.
    external: ["pcap-parser"],
  });
  const folder = mkdtempSync(join(ROOT, "node_modules", ".httpscope-bundle-"));
  await bundle.write({ dir: folder, format: "esm", chunkFileNames: "[name]-[hash].js" });
  for (const name of readdirSync(DIST, { recursive: true }))
    if (name.endsWith(".js")) rmSync(join(DIST, name));
  for (const name of readdirSync(folder)) renameSync(join(folder, name), join(DIST, name));
  rmSync(folder, { recursive: true });
}

/** One module a file, as they are in src/. Ends the process where the compiler finds something wrong. */
export function compile(folder) {
  const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
  const args = [tsc, "-p", join(ROOT, "tsconfig.build.json"), "--outDir", folder];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}`);
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
