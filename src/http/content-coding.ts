/**
 * What a head says of the coding of its body: Content-Encoding (RFC 9110 §8.4), and the transfer codings below it
 * (RFC 9112 §7), which are undone too before the content is what was meant.
 */
import type { Coding } from "../capture/codings.js";
import type { Head } from "./head.js";

export interface CodingPlan {
  /** Content codings as sent, lower case, joined by ", "; "identity" without any. */
  readonly encoding: string;
  /** In the order in which they are undone; null where one of them is not known. */
  readonly undone: readonly Coding[] | null;
}

/** @param head null for a response of HTTP/0.9, which is a body and nothing else */
export function planCodings(head: Head | null): CodingPlan {
  const contentCodings = head?.has("content-encoding") === true ? listOf(head, "content-encoding") : [];
  const transferCodings = head?.has("transfer-encoding") === true ? listOf(head, "transfer-encoding") : [];
  const applied = [...contentCodings, ...transferCodings.filter((name) => name !== "chunked")];
  const known = applied.filter((name) => name !== "identity").map((name) => CODINGS.get(name));
  return {
    encoding: contentCodings.length === 0 ? "identity" : contentCodings.join(", "),
    undone: known.includes(undefined) ? null : known.filter((coding) => coding !== undefined).toReversed(),
  };
}

/** Registered names, and the `x-` form that RFC 9110 §8.4.1.3 asks to take for the same. */
const CODINGS: ReadonlyMap<string, Coding> = new Map([
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["deflate", "deflate"],
  ["br", "br"],
  ["zstd", "zstd"],
]);

/** Tokens of a list field over all its lines, without parameters. */
function listOf(head: Head, name: "content-encoding" | "transfer-encoding"): string[] {
  return head
    .values(name)
    .flatMap((value) => value.split(","))
    .map((token) => (token.split(";", 1)[0] ?? "").trim().toLowerCase())
    .filter((token) => token !== "");
}
