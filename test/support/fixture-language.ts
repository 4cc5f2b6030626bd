/**
 * The language of fixtures/NAME.txt: a conversation told line by line, for people who read networks and not code.
 * fixtures/README.md has its words; this turns them into a capture with the builder of build.ts. What it does not
 * understand, it refuses with the place.
 */
import { build, type Built, type BuildOptions, type Net } from "./build.js";
import { writePcapng } from "./capture-writer.js";
import type { Flow, MessageOptions } from "./flow.js";
import { page } from "./page.js";
import type { Side } from "./tap.js";

/** The capture that `textName` (`NAME.txt`) tells of, with its file's name. */
export function compileFixture(text: string, textName: string): { name: string; bytes: Buffer } {
  const { built, isPcapng } = tellFixture(text, textName);
  const name = textName.replace(/\.txt$/, isPcapng ? ".pcapng" : ".pcap");
  return { name, bytes: isPcapng ? writePcapng(built.packets) : built.toPcap() };
}

/** The packets that a text tells of. */
export function tellFixture(text: string, name: string): { built: Built; isPcapng: boolean } {
  const header: Header = { isPcapng: false };
  const lines = text.split("\n").map((line, index) => ({ line, place: `${name}:${index + 1}` }));
  const story = lines.filter(({ line }) => !isEmptyOrComment(line) && !readHeader(line.trim(), header));
  const built = build((net) => {
    const teller = new Teller(net);
    for (const { line, place } of story) {
      try {
        teller.tell(line.trimStart());
      } catch (error) {
        throw new Error(`${place}: ${error instanceof Error ? error.message : String(error)}`, {
          cause: error,
        });
      }
    }
    teller.finish();
  }, header);
  return { built, isPcapng: header.isPcapng };
}

/** What must be known before the first packet. */
interface Header extends BuildOptions {
  start?: string;
  snapLength?: number;
  isPcapng: boolean;
}

function isEmptyOrComment(line: string): boolean {
  return line.trim() === "" || line.trimStart().startsWith("#");
}

function readHeader(line: string, header: Header): boolean {
  const start = /^capture starts (\S+)$/.exec(line)?.[1];
  const kept = /^capture keeps ([0-9]+) bytes of a packet$/.exec(line)?.[1];
  if (start !== undefined) header.start = start;
  else if (kept !== undefined) header.snapLength = Number(kept);
  else if (line === "capture is pcapng") header.isPcapng = true;
  else return false;
  return true;
}

interface Message {
  readonly flow: Flow;
  readonly side: Side;
  readonly options: MessageOptions;
  readonly parts: Uint8Array[];
}

class Teller {
  readonly #net: Net;
  readonly #flows = new Map<string, Flow>();
  /** Lines that follow are its bytes, until a line is something else. */
  #message: Message | null = null;
  /** The one that `lose`, `repeat` … are about. */
  #lastFlow: Flow | null = null;

  constructor(net: Net) {
    this.#net = net;
  }

  tell(line: string): void {
    const content = this.#message === null ? null : readContent(line);
    if (content !== null) {
      this.#message?.parts.push(content);
      return;
    }
    this.finish();
    const text = line.trimEnd();
    for (const { pattern, run } of SENTENCES) {
      const match = pattern.exec(text);
      if (match === null) continue;
      run(this, (group) => match.groups?.[group]);
      return;
    }
    throw new Error(`not understood: ${text}`);
  }

  /** Sends the message whose lines have come to an end. */
  finish(): void {
    if (this.#message === null) return;
    const { flow, side, options, parts } = this.#message;
    this.#message = null;
    flow[side](Buffer.concat(parts), options);
    this.#lastFlow = flow;
  }

  get net(): Net {
    return this.#net;
  }

  open(name: string, flow: Flow): void {
    if (this.#flows.has(name)) throw new Error(`connection ${name} was told already`);
    this.#flows.set(name, flow);
  }

  flow(name: string): Flow {
    const flow = this.#flows.get(name);
    if (flow === undefined) throw new Error(`no connection ${name}`);
    return flow;
  }

  begin(message: Message): void {
    this.#message = message;
  }

  get lastFlow(): Flow {
    if (this.#lastFlow === null) throw new Error("no message before");
    return this.#lastFlow;
  }
}

interface Sentence {
  readonly pattern: RegExp;
  readonly run: (teller: Teller, group: (name: string) => string | undefined) => void;
}

const numbers = (list: string | undefined): number[] =>
  (list ?? "").split(/[ ,]+/).filter(Boolean).map(Number);
const sideOf = (word: string | undefined): Side => (word === "server" ? "server" : "client");

const SENTENCES: readonly Sentence[] = [
  {
    pattern:
      /^connection (?<name>\w+): (?<client>\S+) to (?<server>[^\s,]+)(?:, VLAN (?<vlan>[0-9 ]+?)(?: \((?<side>client|server)\))?)?$/,
    run: (teller, group) => {
      const vlanIds = numbers(group("vlan"));
      const side = group("side");
      const flow = teller.net.flow(group("client") ?? "", group("server") ?? "", {
        ...(vlanIds.length > 0 && { vlanIds }),
        ...(side !== undefined && { vlanSide: sideOf(side) }),
      });
      teller.open(group("name") ?? "", flow);
    },
  },
  {
    pattern: /^(?<name>\w+) connects(?: in (?<ms>[0-9.]+) ms)?$/,
    run: (teller, group) => teller.flow(group("name") ?? "").handshake(...numbers(group("ms"))),
  },
  {
    pattern: /^(?<name>\w+) sends a SYN$/,
    run: (teller, group) => teller.flow(group("name") ?? "").syn(),
  },
  {
    pattern:
      /^(?<name>\w+) (?<side>client|server) sends(?: in (?<ms>[0-9.]+) ms)?(?:,? split at (?<split>[0-9, ]+))?$/,
    run: (teller, group) => {
      const [overMs] = numbers(group("ms"));
      const options = { split: numbers(group("split")), ...(overMs !== undefined && { overMs }) };
      teller.begin({
        flow: teller.flow(group("name") ?? ""),
        side: sideOf(group("side")),
        options,
        parts: [],
      });
    },
  },
  { pattern: /^wait (?<ms>[0-9.]+) ms$/, run: (teller, group) => teller.net.wait(Number(group("ms"))) },
  { pattern: /^at (?<ms>[0-9.]+) ms$/, run: (teller, group) => teller.net.at(Number(group("ms"))) },
  {
    pattern: /^lose segments? (?<list>[0-9, ]+)$/,
    run: (teller, group) => teller.lastFlow.lose(...numbers(group("list"))),
  },
  {
    pattern: /^repeat segment (?<n>[0-9]+) after (?<ms>[0-9.]+) ms$/,
    run: (teller, group) => teller.lastFlow.repeat(Number(group("n")), { afterMs: Number(group("ms")) }),
  },
  {
    pattern: /^forge segment (?<n>[0-9]+) after (?<ms>[0-9.]+) ms: (?<text>.*)$/,
    run: (teller, group) => {
      const forged = unescape(group("text") ?? "");
      teller.lastFlow.repeat(Number(group("n")), { afterMs: Number(group("ms")), with: forged });
    },
  },
  {
    pattern: /^swap segments (?<list>[0-9, ]+)$/,
    run: (teller, group) => {
      const [first = 0, second = 0] = numbers(group("list"));
      teller.lastFlow.swap(first, second);
    },
  },
  {
    pattern: /^delay segment (?<n>[0-9]+) by (?<ms>[0-9.]+) ms$/,
    run: (teller, group) => teller.lastFlow.delay(Number(group("n")), Number(group("ms"))),
  },
  {
    pattern: /^(?<name>\w+) (?<side>client|server) (?<verb>closes|ends|resets)$/,
    run: (teller, group) => {
      const flow = teller.flow(group("name") ?? "");
      const side = sideOf(group("side"));
      if (group("verb") === "closes") flow.close(side);
      else if (group("verb") === "ends") flow.fin(side);
      else flow.reset(side);
    },
  },
  {
    pattern: /^datagram (?<source>\S+) to (?<target>\S+): (?<hex>[0-9a-f ]+)$/,
    run: (teller, group) => {
      teller.net.udp(group("source") ?? "", group("target") ?? "", fromHex(group("hex") ?? ""));
    },
  },
];

/** One line of a message; null for a line that is none. */
function readContent(line: string): Uint8Array | null {
  // The space behind the sign is no part of the text; an editor may have cut it off an empty line.
  const text = line.slice(1).replace(/^ /, "");
  if (line.startsWith("|")) return unescape(`${text}\\r\\n`);
  if (line.startsWith(":")) return unescape(`${text}\\n`);
  if (line.startsWith("=")) return unescape(text);
  const pageSize = /^page of ([0-9]+) bytes$/.exec(line.trimEnd())?.[1];
  if (pageSize !== undefined) return page(Number(pageSize));
  const hex = /^hex ([0-9a-f ]+)$/.exec(line.trimEnd())?.[1];
  return hex === undefined ? null : fromHex(hex);
}

function fromHex(hex: string): Buffer {
  const digits = hex.replaceAll(" ", "");
  if (digits.length % 2 !== 0) throw new Error(`an odd number of hex digits: ${hex}`);
  return Buffer.from(digits, "hex");
}

/** `\r`, `\n`, `\t`, `\\` and `\xHH`; anything else is UTF-8. */
function unescape(text: string): Buffer {
  const parts = text.split(/(\\x[0-9a-fA-F]{2}|\\.)/);
  return Buffer.concat(
    parts.map((part) => (part.startsWith("\\") ? escaped(part) : Buffer.from(part, "utf8"))),
  );
}

function escaped(sequence: string): Buffer {
  if (sequence.startsWith("\\x")) return Buffer.from(sequence.slice(2), "hex");
  const character = { "\\r": "\r", "\\n": "\n", "\\t": "\t", "\\\\": "\\" }[sequence];
  if (character === undefined) throw new Error(`no such escape: ${sequence}`);
  return Buffer.from(character, "latin1");
}
