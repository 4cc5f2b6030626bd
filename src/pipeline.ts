/**
 * One pass over a capture, wired: capture → decode → tcp → http → analysis → report. Waits for each chunk of input
 * and for the reporter; everything in between is plain calls.
 */
import { whileSilent, type LiveInput } from "./capture/live-input.js";
import { CaptureSet } from "./capture/merge.js";
import type { PacketView } from "./capture/packet.js";
import { SnapCount } from "./capture/snap-length.js";
import type { Finding, Severity } from "./core/findings.js";
import { Ledger } from "./core/ledger.js";
import type { CaptureRecord, Endpoint, NotAnalysedRecord } from "./core/records.js";
import { Moment, type WallClock } from "./core/time.js";
import { VERSION } from "./core/version.js";
import { Decoder } from "./decode/decoder.js";
import { PacketFilter, placeSelection, type PacketSelection } from "./decode/packet-filter.js";
import { HttpConnection, type ConnectionHost } from "./http/connection.js";
import { ContentDecoding } from "./http/content-decoding.js";
import type { OtherProtocol } from "./http/recogniser.js";
import type { LateFindings, SessionEvents } from "./http/session-findings.js";
import type { SessionView, TransactionView } from "./http/views.js";
import { Audience } from "./report/audience.js";
import type { CaptureFacts, Listener, Progress } from "./report/listener.js";
import { Outbox } from "./report/outbox.js";
import type { Reporter } from "./report/reporter.js";
import type { Consumer } from "./tcp/consumer.js";
import type { SegmentSink } from "./decode/segment.js";
import { SegmentTee } from "./decode/segment-tee.js";
import type { Flow } from "./tcp/flow.js";
import { FlowTable, type FlowTableHost } from "./tcp/flow-table.js";

export interface RunOptions {
  /** Names of captures; `-` is standard input. */
  readonly files: readonly string[];
  /** Read in place of files, until it ends. */
  readonly live?: LiveInput;
  /** Read the captures a second time with an independent reader and compare. */
  readonly verify: boolean;
  /** Undo Content-Encoding, so that `content` is filled; not where not given. */
  readonly decode?: boolean;
  /** Which packets are looked at; all where not given. */
  readonly filter?: PacketSelection;
  /** Sees each segment before the analysis does, as `show` and `explain` do. */
  readonly observer?: SegmentSink;
  /** Stops reading; the report so far is still made. */
  readonly signal?: AbortSignal;
  /** Called after each chunk, and each second that brings none of a live input. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface RunOutcome {
  /** false: stopped by the signal. */
  readonly complete: boolean;
  /** Severity of the gravest finding; null without one. */
  readonly worst: Severity | null;
}

/**
 * Reads captures and tells the reporter what is in them.
 * @throws CaptureError where an input cannot be read at all
 */
export async function run(options: RunOptions, reporter: Reporter): Promise<RunOutcome> {
  const { isComplete, listener } = await readCaptures(
    options,
    (capture, clock) => new Audience(reporter, capture, clock),
  );
  return { complete: isComplete, worst: listener.worst };
}

/** Makes who hears the lines. */
export type Begin<Hearing extends Listener> = (capture: CaptureRecord, clock: WallClock) => Hearing;

/**
 * The part of a run that reads packets and makes lines of them.
 * @param begin called once all inputs are open, before the first line
 * @throws CaptureError where an input cannot be read at all
 */
export async function readCaptures<Hearing extends Listener>(
  options: RunOptions,
  begin: Begin<Hearing>,
): Promise<{ readonly isComplete: boolean; readonly listener: Hearing }> {
  const early: Finding[] = [];
  let raise = (finding: Finding): void => void early.push(finding);
  const sources = options.live === undefined ? options.files : [options.live];
  const capture = await CaptureSet.open(sources, (finding) => raise(finding));
  try {
    const pass = new Pass(capture, begin, options);
    raise = pass.tell;
    for (const finding of early) pass.tell(finding);
    const isComplete = await readAll(capture, pass, options);
    await pass.end(options, isComplete);
    await pass.listener.drain();
    return { isComplete, listener: pass.listener };
  } finally {
    await capture.close();
  }
}

async function readAll(capture: CaptureSet, pass: Pass<Listener>, options: RunOptions): Promise<boolean> {
  const { live, signal } = options;
  for (;;) {
    const filling = capture.fill(signal);
    if (live !== undefined)
      await whileSilent(filling, async (silentNs) => {
        pass.onSilence(silentNs);
        await tellSoFar(capture, pass, options);
      });
    if (!(await filling)) break;
    while (capture.next()) {
      pass.onPacket(capture.packet);
      if (pass.hasMuchWaiting) await pass.settle();
    }
    live?.onPacketTime(pass.latestMs);
    await tellSoFar(capture, pass, options);
  }
  if (live !== undefined) for (const finding of live.findings()) pass.tell(finding);
  return signal?.aborted !== true && (live === undefined || live.failure === null);
}

/** What has come is told, as far as it is complete. */
async function tellSoFar(capture: CaptureSet, pass: Pass<Listener>, options: RunOptions): Promise<void> {
  const { bytesRead, bytesTotal } = capture;
  if (options.live !== undefined) for (const finding of options.live.findings()) pass.tell(finding);
  options.onProgress?.({ bytesRead, bytesTotal, packets: pass.packets });
  await pass.settle();
  // Nobody knows when a pipe will bring more.
  if (bytesTotal === null) pass.listener.flush();
  await pass.listener.drain();
}

class Pass<Hearing extends Listener> implements FlowTableHost, ConnectionHost, SessionEvents {
  readonly ledger = new Ledger();
  readonly decoding: ContentDecoding | null;
  readonly listener: Hearing;
  packets = 0;
  readonly #outbox: Outbox;
  readonly #flows: FlowTable;
  readonly #filter: PacketFilter | null;
  readonly #decoder: Decoder;
  readonly #snapped = new SnapCount();
  readonly #leftAlone: Record<keyof NotAnalysedRecord, number> = { tls: 0, http2: 0, other: 0 };
  #sessions = 0;
  #isEnding = false;
  readonly #earliest = new Moment(0, 0, true, 0);
  readonly #latest = new Moment(0, 0, true, 0);

  constructor(
    private readonly capture: CaptureSet,
    begin: Begin<Hearing>,
    { filter, observer, decode = false }: RunOptions,
  ) {
    this.decoding = decode ? new ContentDecoding() : null;
    this.#flows = new FlowTable(this);
    // What is wrong with the selection is told before anything else is.
    const sink = observer ? new SegmentTee(observer, this.#flows) : this.#flows;
    this.#filter = filter ? new PacketFilter(placeSelection(filter, capture.clock), sink) : null;
    this.listener = begin({ type: "capture", httpscope: VERSION, files: capture.files }, capture.clock);
    this.#outbox = new Outbox(this.listener, decode);
    this.#decoder = new Decoder(this.#filter ?? sink, this.tell);
  }

  onPacket(packet: PacketView): void {
    this.packets += 1;
    if (this.packets === 1 || packet.timeNs > this.#latest.timeNs) this.#latest.set(packet);
    if (this.packets === 1 || packet.timeNs < this.#earliest.timeNs) this.#earliest.set(packet);
    this.#snapped.add(packet);
    this.#decoder.onPacket(packet);
    this.#outbox.endPacket();
  }

  /** Only live: connections that this makes idle end, with their lines. */
  onSilence(silentNs: number): void {
    this.#flows.onSilence(silentNs);
    this.#outbox.endPacket();
  }

  /** Time of the latest packet, since 1970. */
  get latestMs(): number {
    return Number(this.capture.clock.epochNs / 1_000_000n) + this.#latest.timeNs / 1e6;
  }

  get hasMuchWaiting(): boolean {
    return this.#outbox.isFull;
  }

  /** What came in is decoded, and the lines that waited for it are told. */
  async settle(): Promise<void> {
    if (this.decoding === null) return;
    await this.decoding.drain();
    this.#outbox.release();
  }

  /** Flows end, the second reader reads, the summary is told. */
  async end(options: RunOptions, isComplete: boolean): Promise<void> {
    this.#decoder.end();
    this.#isEnding = true;
    for (const _ of this.#flows.endEach()) {
      if (this.hasMuchWaiting) await this.settle();
      // What waited in the queue of one flow may be a hundred megabytes of report.
      await this.listener.drain();
    }
    this.#snapped.tell(this.packets, this.tell);
    this.#outbox.endPacket();
    await this.settle();
    let verified = null;
    if (options.verify && isComplete) {
      const { verifyCaptures } = await import("./capture/second-reader.js");
      verified = await verifyCaptures(this.capture.summaryFiles(), this.tell, options.signal);
      await this.settle();
    }
    this.listener.onFacts({
      complete: isComplete,
      files: this.capture.summaryFiles(),
      packets: this.packets,
      ...this.#packetCounts(),
      start: this.packets === 0 ? null : this.#earliest,
      end: this.packets === 0 ? null : this.#latest,
      notAnalysed: this.#leftAlone,
      ledger: this.ledger,
      verified,
    });
  }

  /** What the filter left out is TCP that was not analysed, a kind of its own. */
  #packetCounts(): Pick<CaptureFacts, "tcpPackets" | "packetKinds"> {
    const { tcp = 0, ...others } = this.#decoder.kinds();
    const filtered = this.#filter?.leftOutPackets ?? 0;
    const kinds = Object.entries({ tcp: tcp - filtered, ...others, filtered });
    return { tcpPackets: tcp - filtered, packetKinds: new Map(kinds.filter(([, count]) => count > 0)) };
  }

  // --- what the layers ask -------------------------------------------------------------------------------------

  consume(flow: Flow): Consumer {
    return new HttpConnection(flow, this);
  }

  onFlowEnd(flow: Flow): void {
    if (flow.consumer === null) this.onLeftAlone("other");
    // At the end flows end one by one, in order: nothing else can come before their lines.
    if (this.#isEnding) this.#outbox.endPacket();
  }

  onLeftAlone(what: OtherProtocol): void {
    this.#leftAlone[what] += 1;
  }

  get events(): SessionEvents {
    return this;
  }

  nextSession(): number {
    return (this.#sessions += 1);
  }

  endpoints(flow: Flow): readonly [Endpoint, Endpoint] {
    return this.#flows.endpoints(flow);
  }

  /** A finding of no flow. */
  readonly tell = (finding: Finding): void => this.#outbox.tell(finding);

  onServerName(name: string): void {
    this.#outbox.tellServerName(name);
  }

  // --- what is told --------------------------------------------------------------------------------------------

  onFinding(flow: Flow, finding: Finding): void {
    this.#outbox.addFinding(flow.first.frame, finding);
  }

  onTransaction(flow: Flow, transaction: TransactionView, late: LateFindings | null): void {
    this.#outbox.addTransaction(flow.first.frame, transaction, late);
  }

  onSession(flow: Flow, session: SessionView): void {
    this.#outbox.addSession(flow.first.frame, session);
  }
}
