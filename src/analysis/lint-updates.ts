/**
 * The lost update (RFC 9110 §13.1.1): a client overwrites what another wrote, unconditionally and without having seen
 * it. Resources count from their first PUT on, so that where nobody writes nothing is kept.
 */
import type { RequestView, TransactionView } from "../http/views.js";
import { KeyedHash, keyOf } from "./keyed-hash.js";
import { fieldMask } from "./lint-fields.js";
import type { LintSubject } from "./lint-subject.js";

const CONDITIONS = fieldMask("if-match", "if-none-match", "if-unmodified-since");

/** Written resources that are remembered. A memory, not a result: beyond, it starts anew. */
const RESOURCES = 1_024;
/** Clients that have seen a resource as it is; who comes later counts as one who has. */
const READERS = 64;

interface Written {
  /** The transaction that wrote it last. */
  id: string;
  /** Addresses of those who know what it wrote. */
  readers: Set<string>;
}

export class UpdateLint {
  /** By a print of the target and its host that nobody can make two resources meet in. */
  readonly #written = new Map<number, Written>();
  readonly #hash = new KeyedHash();

  lint(subject: LintSubject, { id, client, request, response }: TransactionView): void {
    if (request === null) return;
    const { method } = request;
    const status = response?.status ?? null;
    if (method === "PUT") {
      if (status !== null && status >= 200 && status < 300) this.#write(subject, request, id, client.ip);
    } else if (this.#written.size > 0 && method === "GET" && (status === null || status < 400)) {
      // An answer that is not in the capture may have shown it.
      const readers = this.#written.get(this.#keyOf(request))?.readers;
      if (readers !== undefined && readers.size < READERS) readers.add(client.ip);
    }
  }

  #keyOf({ target, hostAndPort }: RequestView): number {
    return keyOf(
      this.#hash
        .start()
        .text(target)
        .text(hostAndPort ?? "")
        .end(),
    );
  }

  #write(subject: LintSubject, request: RequestView, id: string, ip: string): void {
    const print = this.#keyOf(request);
    const before = this.#written.get(print);
    if (before !== undefined) {
      const isBlind = before.readers.size < READERS && !before.readers.has(ip);
      if (isBlind && subject.requestFields.lacks(CONDITIONS))
        subject.tell("http.lost-update", "request", { overwritten: before.id }, false);
      before.id = id;
      before.readers = new Set([ip]);
      return;
    }
    if (this.#written.size >= RESOURCES) this.#written.clear();
    this.#written.set(print, { id, readers: new Set([ip]) });
  }
}
