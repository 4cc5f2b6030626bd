/**
 * Keeps the heap near what is alive in it. V8 lets old objects gather to four times that before it looks, which made
 * 345 MB of 60 on 480,000 transactions; told to look at twice, and to keep its nursery small, it takes 207, for a
 * fifth more time there and none on large bodies. Commands that read twice let it grow less.
 */
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const NURSERY_GROWTH = 4;
/** Arrays of 8 KiB: far more than survive one look at a nursery of a megabyte. */
const SURVIVORS = 2048;

/** @param percent by which old objects may grow before V8 looks at them */
export function keepHeapSmall(percent = 100): void {
  setFlagsFromString(`--heap-growing-percent=${percent}`);
  setFlagsFromString("--semi-space-growth-factor=1");
}

/**
 * Makes the nursery four megabytes for one, once: a tenth less time and no more memory on 144,000 transactions, for 3 ms.
 * V8 takes its size at the start from the command line only, and lets it grow where much survives: left alone with that
 * it grows to 16, and the peak by 30 MB. So what survives is made here.
 */
export function growNursery(): void {
  const before = nurseryBytes();
  const survivors: number[][] = [];
  setFlagsFromString(`--semi-space-growth-factor=${NURSERY_GROWTH}`);
  while (nurseryBytes() === before && survivors.length < SURVIVORS)
    for (let i = 0; i < 8; i++) survivors.push(Array<number>(1024).fill(i));
  setFlagsFromString("--semi-space-growth-factor=1");
}

/**
 * Forgets the first of two readings before the second begins. Left to itself V8 lets the heap grow to twice what it
 * last found alive, so what the first reading held stood beside the second: 305 MB on hostile traffic, 200 without.
 */
export function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
}

const nurseryBytes = (): number =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space")?.space_size ?? 0;
