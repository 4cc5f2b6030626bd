/**
 * `--decode` over all bodies: who is decoded at all, and when. The parsers push bytes by plain calls; drain(), once
 * for each chunk of input, waits until all of them are decoded, so that no more than a chunk ever waits.
 */
import { CONTENT_BODIES, CONTENT_CODINGS, CONTENT_THREADS } from "../core/limits.js";
import { BodyPrefix } from "./body-prefix.js";
import { planCodings } from "./content-coding.js";
import { CodedContent, PlainContent, UndecodedContent, type Content, type DecodingHost } from "./content.js";
import type { Direction } from "./direction.js";
import type { Message } from "./message.js";

export class ContentDecoding implements DecodingHost {
  /** Bodies with a coding whose last byte has not come. Counted as the packets go by, whatever was decoded yet. */
  readonly #open = new Set<CodedContent>();
  readonly #due = new Set<CodedContent>();

  /**
   * For a message whose framing promises a body.
   * @param isPart the body is a range of the content (status 206)
   */
  open(direction: Direction, message: Message, isPart: boolean): Content {
    const { encoding, undone } = planCodings(message.head);
    // A range is one of the coded bytes (RFC 9110 §14.2): what is in it, only the whole would tell.
    if (undone === null || (isPart && undone.length > 0)) return new UndecodedContent(encoding, null);
    if (undone.length === 0) return new PlainContent(encoding);
    if (undone.length > CONTENT_CODINGS) return refused(direction, encoding, CONTENT_CODINGS, "codings");
    if (this.#open.size >= CONTENT_BODIES)
      return refused(direction, encoding, CONTENT_BODIES, "bodies at once");
    const prefix = BodyPrefix.ofContent(message, direction);
    const content = new CodedContent(direction, encoding, undone, this, prefix);
    this.#open.add(content);
    return content;
  }

  onDue(content: CodedContent): void {
    this.#due.add(content);
  }

  onLastByte(content: CodedContent): void {
    this.#open.delete(content);
  }

  /** Waits until everything that came in is decoded. */
  async drain(): Promise<void> {
    if (this.#due.size === 0) return;
    const due = [...this.#due].values();
    this.#due.clear();
    const decodeNext = async (): Promise<void> => {
      for (const content of due) await content.decode();
    };
    await Promise.all(Array.from({ length: CONTENT_THREADS }, decodeNext));
  }
}

function refused(direction: Direction, encoding: string, limit: number, unit: string): Content {
  return new UndecodedContent(encoding, { code: "limit.content", data: { direction, limit, unit } });
}
