// What a loop in JavaScript needs that only walks the packets of a classic pcap, puts TCP payload in order and counts
// the HTTP messages in it: no findings, no times, no text, nothing that a person could read. The report of httpscope
// is measured as a multiple of it. Plain JavaScript in one file, so that it runs without a build.
//
//     node test/bench/floor.mjs CAPTURE        prints {"packets", "requests", "responses"}
import { closeSync, openSync, readSync } from "node:fs";

const CHUNK_BYTES = 1024 * 1024;
/** Of the hash table; flows are found within a few of their own. */
const SLOTS = 1 << 18;
const PROBES = 8;
/** Segments of one direction that wait out of order. */
const QUEUED = 64;
/** Bytes of a head, or of a chunk, that wait for the rest. */
const CARRIED_BYTES = 256 * 1024;

/** No body: a head is next. */
const HEAD = -1;
const CHUNKS = -2;

/** One direction: where its bytes go on, and what is left of the message that they are in. */
class Half {
  next = 0;
  isSynced = false;
  /** Bytes of body to come, or one of the two below. */
  body = HEAD;
  carried = null;
  queue = null;
}

const makeFlow = (low, high, ports, hash) => ({
  low,
  high,
  ports,
  hash,
  halves: [new Half(), new Half()],
  fins: 0,
});

const slots = Array.from({ length: SLOTS }, () => null);
let packets = 0;
let requests = 0;
let responses = 0;
/** Of the head that was read last. */
let framing = HEAD;

function hashOf(low, high, ports) {
  let hash = Math.imul(low ^ 0x9e3779b9, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15) ^ high, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 13) ^ ports, 0x27d4eb2f);
  return (hash ^ (hash >>> 16)) & (SLOTS - 1);
}

/** The oldest flow of a full neighbourhood gives way: a floor may forget. */
function findFlow(low, high, ports) {
  const hash = hashOf(low, high, ports);
  for (let i = 0; i < PROBES; i++) {
    const flow = slots[(hash + i) & (SLOTS - 1)];
    if (flow === null) break;
    if (flow.low === low && flow.high === high && flow.ports === ports) return flow;
  }
  let place = hash;
  for (let i = 0; i < PROBES; i++) {
    if (slots[(hash + i) & (SLOTS - 1)] !== null) continue;
    place = (hash + i) & (SLOTS - 1);
    break;
  }
  return (slots[place] = makeFlow(low, high, ports, place));
}

function onPacket(data, start, end) {
  packets += 1;
  if (end - start < 54 || data[start + 12] !== 8 || data[start + 13] !== 0) return;
  const ip = start + 14;
  if (data[ip + 9] !== 6) return;
  const tcp = ip + ((data[ip] & 15) << 2);
  const stop = ip + ((data[ip + 2] << 8) | data[ip + 3]);
  const payload = tcp + ((data[tcp + 12] >> 4) << 2);
  const flags = data[tcp + 13];
  const source = data.readInt32BE(ip + 12);
  const target = data.readInt32BE(ip + 16);
  const sourcePort = (data[tcp] << 8) | data[tcp + 1];
  const targetPort = (data[tcp + 2] << 8) | data[tcp + 3];
  const isSwapped = source > target || (source === target && sourcePort > targetPort);
  const flow = isSwapped
    ? findFlow(target, source, (targetPort << 16) | sourcePort)
    : findFlow(source, target, (sourcePort << 16) | targetPort);
  const half = flow.halves[isSwapped ? 1 : 0];
  const seq = data.readInt32BE(tcp + 4);
  if ((flags & 2) !== 0) {
    half.next = (seq + 1) | 0;
    half.isSynced = true;
    return;
  }
  if (stop > payload) onPayload(half, data, payload, stop, seq);
  if ((flags & 1) !== 0 && (flow.fins |= isSwapped ? 1 : 2) === 3) slots[flow.hash] = null;
}

function onPayload(half, data, start, end, seq) {
  if (!half.isSynced) {
    half.isSynced = true;
    half.next = seq;
  }
  const ahead = (seq - half.next) | 0;
  if (ahead > 0) {
    (half.queue ??= []).push({ seq, bytes: Buffer.from(data.subarray(start, end)) });
    if (half.queue.length > QUEUED) skipHole(half);
    return;
  }
  if (start - ahead >= end) return;
  half.next = (seq + end - start) | 0;
  consume(half, data, start - ahead, end);
  if (half.queue !== null) drain(half);
}

function drain(half) {
  for (let i = 0; half.queue !== null && i < half.queue.length; i++) {
    const { seq, bytes } = half.queue[i];
    const ahead = (seq - half.next) | 0;
    if (ahead > 0) continue;
    half.queue.splice(i, 1);
    i = -1;
    if (half.queue.length === 0) half.queue = null;
    if (-ahead >= bytes.length) continue;
    half.next = (seq + bytes.length) | 0;
    consume(half, bytes, -ahead, bytes.length);
    if (half.queue === null) return;
  }
}

/** A hole that nobody fills is taken for body, and jumped over. */
function skipHole(half) {
  let first = half.queue[0];
  for (const waiting of half.queue) if (((waiting.seq - first.seq) | 0) < 0) first = waiting;
  const size = (first.seq - half.next) | 0;
  if (half.body > 0) half.body = Math.max(0, half.body - size);
  if (half.body === 0) half.body = HEAD;
  half.next = first.seq;
  drain(half);
}

function consume(half, data, start, end) {
  if (half.carried !== null) {
    data = Buffer.concat([half.carried, data.subarray(start, end)]);
    start = 0;
    end = data.length;
    half.carried = null;
  }
  let at = start;
  while (at < end) {
    if (half.body > 0) {
      const size = Math.min(half.body, end - at);
      half.body -= size;
      at += size;
      if (half.body === 0) half.body = HEAD;
    } else if (half.body === CHUNKS) {
      const line = data.indexOf(10, at);
      if (line < 0 || line >= end) break;
      const size = parseInt(data.latin1Slice(at, line), 16);
      if (!(size >= 0)) {
        half.body = HEAD;
        return;
      }
      // A chunk that reaches beyond what is here waits for the rest of itself.
      if (line + 1 + size + 2 > end) break;
      at = line + 1 + size + 2;
      if (size === 0) half.body = HEAD;
    } else {
      // What begins with no capital letter is no HTTP, and passed over.
      if (data[at] < 0x41 || data[at] > 0x5a) return;
      const stop = findHeadEnd(data, at, end);
      if (stop < 0) break;
      if (data[at] === 0x48 && data[at + 4] === 0x2f) responses += 1;
      else requests += 1;
      half.body = framing;
      if (half.body === 0) half.body = HEAD;
      at = stop;
    }
  }
  if (at < end && end - at < CARRIED_BYTES) half.carried = Buffer.from(data.subarray(at, end));
}

/**
 * Where the head ends, -1 where it does not yet; `framing` is what its fields say of the body. Line by line: a search
 * for the empty line, or for a name, would run on to the end of the chunk where there is none.
 */
function findHeadEnd(data, start, end) {
  framing = HEAD;
  for (let at = start; ;) {
    const line = data.indexOf(10, at);
    if (line < 0 || line >= end) return -1;
    at = line + 1;
    if (at + 1 < end && data[at] === 13 && data[at + 1] === 10) return at + 2;
    // Content-Length, Transfer-Encoding.
    if (data[at] === 0x43 && data[at + 8] === 0x4c && data[at + 14] === 0x3a)
      framing = number(data, at + 16, end);
    else if (data[at] === 0x54 && data[at + 9] === 0x45 && data[at + 17] === 0x3a) framing = CHUNKS;
  }
}

function number(data, start, end) {
  let value = 0;
  for (let at = start; at < end && data[at] >= 0x30 && data[at] <= 0x39; at++)
    value = value * 10 + data[at] - 0x30;
  return value;
}

const file = openSync(process.argv[2], "r");
let buffer = Buffer.alloc(2 * CHUNK_BYTES);
let used = 0;
let at = 24;
for (;;) {
  const read = readSync(file, buffer, used, Math.min(CHUNK_BYTES, buffer.length - used), null);
  if (read === 0) break;
  used += read;
  while (at + 16 <= used) {
    const size = buffer.readUInt32LE(at + 8);
    if (at + 16 + size > used) break;
    onPacket(buffer, at + 16, at + 16 + size);
    at += 16 + size;
  }
  buffer.copyWithin(0, at, used);
  used -= at;
  at = 0;
}
closeSync(file);
process.stdout.write(`${JSON.stringify({ packets, requests, responses })}\n`);
