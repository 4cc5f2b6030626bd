/**
 * Who is behind a transaction, as the lists of cookies and user sessions tell it apart: connection, address and
 * program, each hashed once and remembered while the connection goes on.
 */
import { ownCopy } from "../core/own-copy.js";
import type { TransactionView } from "../http/views.js";
import { KeyedHash, type Print } from "./keyed-hash.js";
import type { SentCookies } from "./sent-cookies.js";
import { textBytes } from "./tables.js";

export interface Visitor {
  readonly session: number;
  readonly ip: string;
  /** What its text takes; 0 once a list has taken it into account: all lists share it. */
  ipBytes: number;
  readonly agent: UserAgent;
  readonly sessionPrint: Print;
  readonly ipPrint: Print;
  /** Address and program. */
  readonly clientPrint: Print;
  /** What its last Cookie fields meant; null before the first. Kept by the cache of such fields. */
  sent: SentCookies | null;
}

/** A User-Agent field, shared by all who send it. */
export interface UserAgent {
  /** null without the field: a response alone does not say who asked. */
  readonly text: string | null;
  readonly print: Print;
  /** As ipBytes. */
  bytes: number;
}

/** Connections whose last visitor is remembered, by their number. */
const RECENT = 256;
/** Distinct fields that are shared; beyond, they are forgotten and shared anew. */
const AGENTS = 1024;
/** A longer field is an attack and not kept. */
const AGENT_SIZE = 1024;

export class Visitors {
  readonly #hash = new KeyedHash();
  readonly #recent: (Visitor | undefined)[] = Array.from({ length: RECENT }, () => undefined);
  readonly #agents = new Map<string, UserAgent>();
  readonly #noAgent: UserAgent = { text: null, print: this.print(""), bytes: 0 };

  of({ session, client, request }: TransactionView): Visitor {
    const text = request === null ? null : request.head.value("user-agent");
    const slot = session % RECENT;
    const recent = this.#recent[slot];
    if (recent?.session === session && recent.agent.text === text) return recent;
    const agent = this.#agentOf(text);
    const ipPrint = this.print(client.ip);
    const visitor = {
      session,
      ip: client.ip,
      ipBytes: textBytes(client.ip),
      agent,
      sessionPrint: this.#hash.start().word(session).end(),
      ipPrint,
      clientPrint: this.#hash
        .start()
        .word(ipPrint.low)
        .word(ipPrint.high)
        .word(agent.print.low)
        .word(agent.print.high)
        .end(),
      sent: null,
    };
    if (text === null || text.length <= AGENT_SIZE) this.#recent[slot] = visitor;
    return visitor;
  }

  print(text: string): Print {
    return this.#hash.start().text(text).end();
  }

  #agentOf(text: string | null): UserAgent {
    if (text === null) return this.#noAgent;
    const known = this.#agents.get(text);
    if (known !== undefined) return known;
    const agent = { text: ownCopy(text), print: this.print(text), bytes: textBytes(text) };
    if (text.length > AGENT_SIZE) return agent;
    if (this.#agents.size === AGENTS) this.#agents.clear();
    this.#agents.set(agent.text, agent);
    return agent;
  }
}
