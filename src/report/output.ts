/**
 * Where a report goes. The reporters write and wait; who is there (a terminal, a pipe, a file) is cli/'s business.
 */
export interface Output {
  /** Takes the bytes over: the caller leaves them alone. false: better wait for drained() before the next. */
  write(chunk: Uint8Array | string): boolean;
  /** When what was written has left memory. Rejects with code EPIPE where the reader went away. */
  drained(): Promise<void>;
}
