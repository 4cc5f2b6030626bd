/**
 * Chooses what is told of a capture: the sessions that bring most ideas which no session before them had, in a first
 * reading. An idea is a method, a status, a framing, a way to open or close, or the code of a finding.
 */
import type { SummaryRecord, UserSessionRecord } from "../../core/records.js";
import type { Results } from "../../analysis/analyses.js";
import type { SessionView, TransactionView } from "../../http/views.js";
import type { Finding } from "../../core/findings.js";
import { placeOfSession, type SessionPlace } from "../../trace/session-packets.js";
import type { Reporter } from "../reporter.js";
import type { Whole } from "./story.js";

/** A capture of no more sessions is told whole, of a longer one a few of them. */
const WHOLE_SESSIONS = 10;
const TOLD_SESSIONS = 4;
/** Sessions that are open at once and have brought something new: more are not considered. */
const CANDIDATES = 65_536;
/** Addresses that are told apart. */
const ADDRESSES = 65_536;
const USER_SESSIONS = 16;
const FINDINGS_OF_NONE = 12;

interface Candidate {
  readonly place: SessionPlace;
  readonly ideas: number;
}

export class Sampler implements Reporter {
  readonly #known = new Set<string>();
  /** Ideas that sessions which are still open have brought. */
  readonly #brought = new Map<number, number>();
  #best: Candidate[] = [];
  readonly #clients = new Set<string>();
  readonly #servers = new Set<string>();
  #summary: SummaryRecord | null = null;
  #userSessions: UserSessionRecord[] = [];
  readonly #findings: Finding[] = [];

  onCapture(): void {}

  onFinding(finding: Finding): void {
    const { code, session, severity } = finding;
    if (session !== null) this.#note(session, code);
    else if (severity !== "note" && this.#findings.length < FINDINGS_OF_NONE) this.#findings.push(finding);
  }

  onTransaction({ session, request, response, interim, pairing }: TransactionView): void {
    if (request !== null) {
      this.#note(session, `method ${request.method}`);
      this.#note(session, `framing of a request ${request.framing}`);
    }
    if (response !== null) {
      this.#note(session, `status ${response.status}`);
      this.#note(session, `framing of a response ${response.framing}`);
    }
    if (interim.length > 0) this.#note(session, "interim");
    this.#note(session, `pairing ${pairing}`);
  }

  onSession(view: SessionView): void {
    const { session, client, server, opened, closed, protocol, pipelined } = view;
    this.#note(session, `opened ${opened}`);
    this.#note(session, `closed ${closed}`);
    this.#note(session, `protocol ${protocol}`);
    if (pipelined > 1) this.#note(session, "pipelined");
    if (this.#clients.size < ADDRESSES) this.#clients.add(client.ip);
    if (this.#servers.size < ADDRESSES) this.#servers.add(server.ip);
    const ideas = this.#brought.get(session) ?? 0;
    this.#brought.delete(session);
    if (ideas === 0 && this.#best.length >= WHOLE_SESSIONS) return;
    this.#best.push({ place: placeOfSession(view), ideas });
    if (this.#best.length > WHOLE_SESSIONS) this.#dropLeast();
  }

  /** The earlier of two that bring as much stays. */
  #dropLeast(): void {
    const least = this.#best.reduce((a, b) => (b.ideas <= a.ideas ? b : a));
    this.#best = this.#best.filter((candidate) => candidate !== least);
  }

  onResults({ summary, userSessions }: Results): void {
    this.#summary = summary;
    if (summary.sessions > WHOLE_SESSIONS) while (this.#best.length > TOLD_SESSIONS) this.#dropLeast();
    for (const userSession of userSessions) {
      if (this.#userSessions.length === USER_SESSIONS) break;
      this.#userSessions.push(userSession);
    }
  }

  flush(): void {}
  async drain(): Promise<void> {}

  /** In order of their numbers. */
  get chosen(): readonly SessionPlace[] {
    return this.#best.map(({ place }) => place).toSorted((a, b) => a.session - b.session);
  }

  /** null before the end of the reading. */
  get whole(): Whole | null {
    if (this.#summary === null) return null;
    return {
      summary: this.#summary,
      userSessions: this.#userSessions,
      findings: this.#findings,
      clients: this.#clients.size,
      servers: this.#servers.size,
    };
  }

  #note(session: number, idea: string): void {
    // Methods and statuses are few; what an attacker makes up is not counted without end.
    if (this.#known.has(idea) || this.#known.size >= CANDIDATES) return;
    this.#known.add(idea);
    this.#brought.set(session, (this.#brought.get(session) ?? 0) + 1);
  }
}
