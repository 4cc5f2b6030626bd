/** Makes an input that breaks a promise smaller, so that a person can look at it: fewer packets, if it still fails. */
import { writePcap, type CapturePacket } from "../support/capture-writer.js";
import { packetsOf } from "./capture-parts.js";

/** Tries that a shrinking may cost. */
const MOST_TRIES = 400;

/** @param fails whether a capture still breaks the same promise */
export async function shrink(capture: Buffer, fails: (capture: Buffer) => Promise<boolean>): Promise<Buffer> {
  const { linkType, packets } = packetsOf(capture);
  const toFile = (some: readonly CapturePacket[]): Buffer => writePcap(some, { linkType });
  // Written anew it may not fail any more: then the damage lay in the file itself.
  if (packets.length === 0 || !(await fails(toFile(packets)))) return capture;
  let kept = packets;
  let tries = 0;
  for (let size = kept.length >> 1; size >= 1; size >>= 1)
    for (let at = 0; at < kept.length && tries < MOST_TRIES;) {
      const fewer = [...kept.slice(0, at), ...kept.slice(at + size)];
      tries += 1;
      if (await fails(toFile(fewer))) kept = fewer;
      else at += size;
    }
  return toFile(kept);
}
