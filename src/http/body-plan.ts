/**
 * What a head says of where its message ends, and what is to be remarked on it. Always lenient, always telling: each
 * leniency is one remark, which says what was taken and why. Where a reader of the same bytes may well take something
 * else, the remark knows what: that is how requests are smuggled (RFC 9112 §11.2).
 */
import type { FindingCode, FindingData } from "../core/findings.js";
import type { Framing } from "../core/records.js";
import { sizeOfChunks } from "./chunked.js";

/** Where there is no number: "chunks": they begin where its head ends, which is not where ours does. */
export type OtherEnd = "chunked" | "chunks" | "until-close" | "unknown";

/** What others take of a head on which readers disagree. */
export interface OtherReading {
  /** Who reads so: the subject of a sentence. */
  readonly reader: string;
  /** Bytes behind our end of the head that this reader takes for the message; below 0 where its head ends earlier. */
  readonly size: number | OtherEnd;
}

export interface Remark {
  readonly code: FindingCode;
  readonly data: FindingData;
  /** Not null: told when the message has ended, with how far the two readings lie apart. */
  readonly other: OtherReading | null;
}

export interface BodyPlan {
  readonly framing: Framing;
  /** Announced size for content-length; −1 for the others. */
  readonly length: number;
  /** A request that cannot be framed: what follows is read again from the next plausible start line. */
  readonly isUnframed: boolean;
  readonly remarks: readonly Remark[];
}

export const NO_REMARKS: readonly Remark[] = [];
export const NO_BODY: BodyPlan = { framing: "none", length: -1, isUnframed: false, remarks: NO_REMARKS };
export const TUNNEL: BodyPlan = { framing: "tunnel", length: -1, isUnframed: false, remarks: NO_REMARKS };
export const CHUNKED: BodyPlan = { framing: "chunked", length: -1, isUnframed: false, remarks: NO_REMARKS };
export const UNFRAMED: BodyPlan = { framing: "none", length: -1, isUnframed: true, remarks: NO_REMARKS };
export const UNTIL_CLOSE: BodyPlan = {
  framing: "until-close",
  length: -1,
  isUnframed: false,
  remarks: NO_REMARKS,
};

/**
 * How far another reading lies from ours.
 * @param taken bytes that the body took of the stream; null where its end is not known
 * @param begun the first bytes behind the head; null where they are not there as they were sent
 */
export function tellApart(
  { reader, size }: OtherReading,
  taken: number | null,
  begun: Buffer | null,
): string {
  switch (size) {
    case "unknown":
      return `${reader} finds no end of it`;
    case "until-close":
      return `${reader} has it last until the connection closes`;
    case "chunks":
      return `${reader} takes what follows for chunks`;
    case "chunked": {
      const whole = begun === null ? -1 : sizeOfChunks(begun);
      return whole < 0 ? `${reader} takes what follows for chunks` : tellDistance(reader, whole, taken);
    }
    default:
      return tellDistance(reader, size, taken);
  }
}

function tellDistance(reader: string, size: number, taken: number | null): string {
  if (taken === null)
    return size < 0
      ? `${reader} sees it end ${-size} bytes before the end of its head`
      : `${reader} takes ${size} bytes for its body`;
  const bytes = size - taken;
  if (bytes === 0) return `${reader} sees it end at the same byte`;
  return `${reader} sees it end ${Math.abs(bytes)} bytes ${bytes < 0 ? "earlier" : "later"}`;
}

/**
 * Where a reader sees the message end that sees another head; null where that is where we do.
 * @param early bytes that its head ends earlier
 */
export function otherEnd(
  theirs: BodyPlan,
  ours: BodyPlan,
  reader: string,
  early: number,
): OtherReading | null {
  const [remark] = theirs.remarks;
  if (early === 0 && theirs.framing === ours.framing && theirs.length === ours.length) {
    // They see the same, and something more that yet others go by.
    return ours.remarks.length === 0 ? (remark?.other ?? null) : null;
  }
  const who = early === 0 ? reader : `${reader} ends the head ${early} bytes earlier, and`;
  if (theirs.isUnframed) return { reader: who, size: "unknown" };
  switch (theirs.framing) {
    case "chunked":
      return { reader: who, size: early === 0 ? "chunked" : "chunks" };
    case "until-close":
      return { reader: who, size: "until-close" };
    case "content-length":
      return { reader: who, size: theirs.length - early };
    case "none":
    case "tunnel":
      return { reader: who, size: -early };
    default:
      return theirs.framing satisfies never;
  }
}
