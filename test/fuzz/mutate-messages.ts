/**
 * Damage to HTTP messages: tricks put into what a capture's connections say, the sequence numbers behind it moved
 * along, and whole conversations made of tricks alone.
 */
import { build } from "../support/build.js";
import type { Packets, Segment } from "./capture-parts.js";
import { LINES, NUMBERS, PIECES, REQUESTS, RESPONSES } from "./message-tricks.js";
import type { Random } from "../support/random.js";

const LINE_ENDS = /\r?\n/g;
const DIGITS = /[0-9a-f]*[0-9][0-9a-f]*/gi;

type TextMutator = (random: Random, text: string) => string;

const MUTATORS: readonly TextMutator[] = [
  (random, text) => putIn(text, placeBehindLine(random, text), random.pick(LINES)),
  (random, text) => putIn(text, placeBehindLine(random, text), random.pick(LINES)),
  (random, text) => putIn(text, random.below(text.length + 1), random.pick(PIECES)),
  (random, text) =>
    putIn(text, random.chance(0.5) ? 0 : text.length, random.pick([...REQUESTS, ...RESPONSES])),
  function changeNumber(random, text) {
    const numbers = [...text.matchAll(DIGITS)];
    if (numbers.length === 0) return text;
    const { index, 0: old } = random.pick(numbers);
    return text.slice(0, index) + random.pick(NUMBERS) + text.slice(index + old.length);
  },
  function changeLineEnd(random, text) {
    const ends = [...text.matchAll(LINE_ENDS)];
    if (ends.length === 0) return text;
    const { index, 0: old } = random.pick(ends);
    return (
      text.slice(0, index) +
      random.pick(["\n", "\r", "\r\r\n", "\n\r", "", " "]) +
      text.slice(index + old.length)
    );
  },
  function dropLine(random, text) {
    const lines = text.split("\r\n");
    lines.splice(random.below(lines.length), 1);
    return lines.join("\r\n");
  },
  function repeatLine(random, text) {
    const lines = text.split("\r\n");
    const line = random.pick(lines);
    const times = random.chance(0.05) ? 1500 : 1;
    lines.splice(random.below(lines.length), 0, ...Array.from({ length: times }, () => line));
    return lines.join("\r\n");
  },
  function changeBytes(random, text) {
    const bytes = Buffer.from(text, "latin1");
    for (let left = random.between(1, 4); left > 0; left--)
      bytes[random.below(bytes.length)] = random.below(256);
    return bytes.toString("latin1");
  },
  (random, text) => text.slice(0, random.below(text.length + 1)),
];

const putIn = (text: string, at: number, piece: string): string => text.slice(0, at) + piece + text.slice(at);

function placeBehindLine(random: Random, text: string): number {
  const ends = [...text.matchAll(LINE_ENDS)];
  if (ends.length === 0) return text.length;
  const { index, 0: end } = random.pick(ends);
  return index + end.length;
}

/** Changes the payload of some segments in place; what the same side sends later moves along, so does its ACK. */
export function mutateMessages(random: Random, segments: Segment[]): void {
  const speaking = segments.flatMap(({ payload }, index) => (payload.length > 0 ? [index] : []));
  if (speaking.length === 0) return;
  for (let left = random.between(1, 4); left > 0; left--) {
    const at = random.pick(speaking);
    const segment = segments[at];
    if (segment === undefined) continue;
    const text = segment.payload.toString("latin1");
    const payload = Buffer.from(random.pick(MUTATORS)(random, text), "latin1").subarray(
      0,
      MOST_PAYLOAD_BYTES,
    );
    segments[at] = { ...segment, payload };
    moveAlong(segments, at, payload.length - segment.payload.length);
  }
}

/** An IP packet holds no more. */
const MOST_PAYLOAD_BYTES = 65_000;

function moveAlong(segments: Segment[], from: number, by: number): void {
  const changed = segments[from];
  if (changed === undefined || by === 0) return;
  for (let index = from + 1; index < segments.length; index++) {
    const each = segments[index];
    if (each === undefined) continue;
    if (isSameHalf(each, changed)) segments[index] = { ...each, seq: (each.seq + by) | 0 };
    else if (isOtherHalf(each, changed) && ((each.ack - changed.seq) | 0) > 0)
      segments[index] = { ...each, ack: (each.ack + by) | 0 };
  }
}

const isSameHalf = (a: Segment, b: Segment): boolean =>
  a.sourcePort === b.sourcePort &&
  a.targetPort === b.targetPort &&
  a.source === b.source &&
  a.target === b.target;
const isOtherHalf = (a: Segment, b: Segment): boolean =>
  a.sourcePort === b.targetPort &&
  a.targetPort === b.sourcePort &&
  a.source === b.target &&
  a.target === b.source;

/** Conversations of tricks alone. */
export function trickyConversations(random: Random): Packets {
  const { packets } = build((net) => {
    for (let port = random.between(1, 3); port > 0; port--) {
      const flow = net.flow(`192.0.2.5:${49_152 + port}`, "198.51.100.9:80", {
        mss: random.pick([1460, 1460, 7]),
      });
      if (random.chance(0.8)) flow.handshake();
      for (let turn = random.between(1, 6); turn > 0; turn--) {
        flow.client(Buffer.from(messages(random, REQUESTS), "latin1"));
        if (random.chance(0.9)) flow.server(Buffer.from(messages(random, RESPONSES), "latin1"));
      }
      if (random.chance(0.6)) flow.close(random.chance(0.5) ? "client" : "server");
      else if (random.chance(0.3)) flow.reset("server");
    }
  });
  return { linkType: 1, packets };
}

function messages(random: Random, from: readonly string[]): string {
  let text = "";
  for (let left = random.between(1, 3); left > 0; left--) text += random.pick(from);
  for (let left = random.size(4); left > 0; left--) text = random.pick(MUTATORS)(random, text);
  return text;
}
