/** An output that keeps what was written, for tests. */
import type { Output } from "../../src/report/output.js";

export class TextOutput implements Output {
  readonly chunks: Buffer[] = [];

  write(chunk: Uint8Array | string): boolean {
    this.chunks.push(
      typeof chunk === "string"
        ? Buffer.from(chunk)
        : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length),
    );
    return true;
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString();
  }

  /** Without the last line end. */
  get lines(): string[] {
    return this.text.replace(/\n$/, "").split("\n");
  }
}
