/**
 * What a network, a broken stack or an attacker may do to TCP: numbers that are wrong, flags that are forged,
 * copies that overlap with other bytes, ports that are used again, segments cut and joined elsewhere.
 */
import type { Segment } from "./capture-parts.js";
import type { Random } from "../support/random.js";

/** Changes the list in place. */
type SegmentMutator = (random: Random, segments: Segment[]) => void;

const LEAPS = [1, -1, 2, 100, -100, 1460, 65_536, 2 ** 20, 2 ** 30, 2 ** 30 + 1, 2 ** 31, -(2 ** 31) + 1];

/** Replaces one segment by what `change` makes of it. */
const changeOne =
  (change: (random: Random, segment: Segment) => Partial<Segment> | Segment[]): SegmentMutator =>
  (random, segments) => {
    const index = random.below(segments.length);
    const segment = segments[index];
    if (segment === undefined) return;
    const made = change(random, segment);
    segments.splice(index, 1, ...(Array.isArray(made) ? made : [{ ...segment, ...made }]));
  };

const MUTATORS: readonly SegmentMutator[] = [
  changeOne((random, { seq }) => ({ seq: (seq + random.pick(LEAPS)) | 0 })),
  changeOne((random, { ack }) => ({ ack: (ack + random.pick(LEAPS)) | 0 })),
  changeOne((random) => ({ seq: random.next32() | 0 })),
  changeOne((random, { flags }) => ({ flags: flags ^ random.pick([1, 2, 4, 16, 5, 18, 63]) })),
  /** A forged reset or a new SYN in the middle. */
  changeOne((random, segment) => [
    segment,
    {
      ...segment,
      flags: random.pick([2, 4, 20, 1, 17]),
      payload: Buffer.alloc(0),
      seq: near(random, segment),
    },
  ]),
  /** The other side says it. */
  changeOne((_random, { source, target, sourcePort, targetPort }) => ({
    source: target,
    target: source,
    sourcePort: targetPort,
    targetPort: sourcePort,
  })),
  changeOne((random) => ({ sourcePort: random.pick([0, 80, 443, 65_535]) })),
  /** A second copy with other bytes. */
  changeOne((random, segment) => {
    const payload = Buffer.from(segment.payload);
    if (payload.length > 0) payload[random.below(payload.length)] = random.below(256);
    return random.chance(0.5) ? [segment, { ...segment, payload }] : [{ ...segment, payload }, segment];
  }),
  /** Cut in two, and the pieces overlap. */
  changeOne((random, segment) => {
    const at = random.below(segment.payload.length + 1);
    const back = random.chance(0.5) ? 0 : random.size(at);
    const rest = { seq: (segment.seq + at - back) | 0, payload: segment.payload.subarray(at - back) };
    const pieces = [
      { ...segment, payload: segment.payload.subarray(0, at) },
      { ...segment, ...rest },
    ];
    return random.chance(0.3) ? pieces.toReversed() : pieces;
  }),
  /** One byte a segment. */
  changeOne((_random, segment) => {
    const { seq, payload } = segment;
    const single = Array.from({ length: Math.min(200, payload.length) }, (_, index) => ({
      ...segment,
      seq: (seq + index) | 0,
      payload: payload.subarray(index, index + 1),
    }));
    const rest = { ...segment, seq: (seq + single.length) | 0, payload: payload.subarray(single.length) };
    return [...single, rest];
  }),
  function drop(random, segments) {
    segments.splice(random.below(segments.length), random.between(1, 3));
  },
  function repeatLater(random, segments) {
    const segment = random.pick(segments);
    segments.splice(random.below(segments.length + 1), 0, segment);
  },
  function exchange(random, segments) {
    const [a, b] = [random.below(segments.length), random.below(segments.length)];
    const [first, second] = [segments[a], segments[b]];
    if (first === undefined || second === undefined) return;
    segments[a] = { ...second, timeNs: first.timeNs };
    segments[b] = { ...first, timeNs: second.timeNs };
  },
  function oneDirectionOnly(random, segments) {
    const { source, sourcePort } = random.pick(segments);
    const kept = segments.filter((each) => each.source === source && each.sourcePort === sourcePort);
    segments.splice(0, segments.length, ...kept);
  },
  function startLate(random, segments) {
    segments.splice(0, random.size(segments.length));
  },
];

const near = (random: Random, { seq, payload }: Segment): number =>
  (seq + payload.length + random.pick([0, 0, 0, 1, -1, 5000, 2 ** 20])) | 0;

/** Changes the list in place, one to six times. */
export function mutateSegments(random: Random, segments: Segment[]): void {
  for (let left = random.between(1, 6); left > 0 && segments.length > 0; left--)
    random.pick(MUTATORS)(random, segments);
}
