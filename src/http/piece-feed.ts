/**
 * Between bytes that are pushed by plain calls and a decoder that pulls them: pieces wait here until the decoder is
 * let go on, and who let it go on is told when it has taken the last of them.
 */
export class PieceFeed {
  /** Of all that was taken out. */
  takenBytes = 0;
  #pieces: Uint8Array[] = [];
  #hasEnded = false;
  #goOn: (() => void) | null = null;
  #onTaken: (() => void) | null = null;

  /** Nothing was pushed, and nothing will be. */
  get isEmpty(): boolean {
    return this.#hasEnded && this.#pieces.length === 0 && this.takenBytes === 0;
  }

  push(piece: Uint8Array): void {
    this.#pieces.push(piece);
  }

  end(): void {
    this.#hasEnded = true;
  }

  clear(): void {
    this.#pieces = [];
  }

  /** Lets the decoder go on. Resolves when it asks for more than there is; never once it has had the end. */
  taken(): Promise<void> {
    return new Promise((resolve) => {
      this.#onTaken = resolve;
      this.#goOn?.();
    });
  }

  async *pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      for (let piece = this.#pieces.shift(); piece !== undefined; piece = this.#pieces.shift()) {
        this.takenBytes += piece.length;
        yield piece;
      }
      if (this.#hasEnded) return;
      await new Promise<void>((resolve) => {
        this.#goOn = resolve;
        this.#onTaken?.();
      });
    }
  }
}
