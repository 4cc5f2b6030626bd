/**
 * Which file comes after another where a capturing program rotates them. Names do not tell it: dumpcap counts and dates
 * (a_00002_20101009142802.pcapng), tcpdump counts behind the name (a.pcap1), counts round and round (a3, a0), or takes
 * any pattern of dates. But all of them change digits alone, and write one file after the other: what was written last
 * says the order.
 */
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

export interface WrittenFile {
  readonly path: string;
  /** When it was written to last. */
  readonly writtenNs: bigint;
}

/**
 * The file that was written next after this one: the first of its series that was written later. null where there is none.
 * @param writtenNs when `path` was written last
 */
export async function findNext({ path, writtenNs }: WrittenFile): Promise<WrittenFile | null> {
  let next: WrittenFile | null = null;
  for (const file of await findSeries(path)) {
    if (file.path === path || isBefore(file, { path, writtenNs })) continue;
    if (next === null || isBefore(file, next)) next = file;
  }
  return next;
}

/** Of the files that a capturing program makes when it is given this name, the one that was written last. */
export async function findNewest(path: string): Promise<WrittenFile | null> {
  let newest: WrittenFile | null = null;
  for (const file of await findSeries(path)) if (newest === null || isBefore(newest, file)) newest = file;
  return newest;
}

/** Files beside it whose names differ in digits only; it is one of them, where it is there. */
async function findSeries(path: string): Promise<WrittenFile[]> {
  const folder = dirname(path);
  const wanted = shapesOf(basename(path));
  const found: WrittenFile[] = [];
  for (const name of await namesIn(folder)) {
    if (!wanted.includes(shapeOf(name))) continue;
    const file = join(folder, name);
    try {
      const stats = await stat(file, { bigint: true });
      if (stats.isFile()) found.push({ path: file, writtenNs: stats.mtimeNs });
    } catch {
      // A ring of files: it was there a moment ago.
    }
  }
  return found;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    // Gone, or not to be looked into: then nothing more comes from there.
    return [];
  }
}

const shapeOf = (name: string): string => name.replaceAll(/[0-9]+/g, "#");

/** Its own; with a count behind it; and with what dumpcap puts before the ending. */
function shapesOf(name: string): readonly string[] {
  const shape = shapeOf(name);
  const ending = /\.[^.#]*$/.exec(shape)?.[0] ?? "";
  const stem = shape.slice(0, shape.length - ending.length);
  return [shape, `${shape}#`, `${stem}_#_#${ending}`];
}

const collator = new Intl.Collator("en", { numeric: true });

/** Files may be written within one tick of the file system's clock: then their names count. */
const isBefore = (a: WrittenFile, b: WrittenFile): boolean =>
  a.writtenNs === b.writtenNs ? collator.compare(a.path, b.path) < 0 : a.writtenNs < b.writtenNs;
