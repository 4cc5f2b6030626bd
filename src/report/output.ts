/**
 * Where a report goes: a file, a pipe, a terminal. Writing never waits; the reporter waits in drained() when it
 * was told to.
 */
export interface Output {
  /**
   * Takes the next piece. Bytes are the output's from here on: the writer hands over a buffer it will not touch
   * again. false: wait for drained() before much more is written.
   */
  write(chunk: Uint8Array | string): boolean;
  /** Resolves when there is room again; rejects with code EPIPE where the reader went away. */
  drained(): Promise<void>;
}
