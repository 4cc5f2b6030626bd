/**
 * Bytes of a terminal in raw mode to keys (ECMA-48 §5.4, xterm's control sequences). Sequences may come in pieces and
 * of any kind: what is not known is passed over whole, so that its tail is not taken for keys. Never throws.
 */
import { unreachable } from "../core/unreachable.js";
import type { Key, KeyName } from "../report/live/key.js";

const ESC = 0x1b;
const BEL = 0x07;
const DEL = 0x7f;
/** Of a sequence or a paste that are looked at; the rest is passed over to its end. */
const SEQUENCE_BYTES = 4_096;
const ESCAPE_MS = 50;
const SEQUENCE_MS = 1_000;

const CONTROLS: Readonly<Record<number, KeyName>> = {
  0x03: "interrupt",
  0x08: "backspace",
  0x09: "tab",
  0x0a: "enter",
  0x0c: "redraw",
  0x0d: "enter",
  0x15: "erase-line",
  0x1a: "suspend",
  [DEL]: "backspace",
};

/** By the last byte of a sequence without a number, after CSI or SS3. */
const FINALS: Readonly<Record<string, KeyName>> = {
  A: "up",
  B: "down",
  F: "end",
  H: "home",
  Z: "back-tab",
};

/** By the number of a sequence that ends in `~`. */
const NUMBERS: Readonly<Record<string, KeyName>> = {
  1: "home",
  4: "end",
  5: "page-up",
  6: "page-down",
  7: "home",
  8: "end",
};

const PASTE_BEGINS = "200";
const PASTE_ENDS = Buffer.from("\u001b[201~");

type State =
  /** Nothing begun. */
  | "ground"
  /** Behind ESC. */
  | "escape"
  /** Behind `ESC [`, its parameters in `#bytes`. */
  | "csi"
  /** Behind `ESC O`. */
  | "ss3"
  /** A string for the terminal's own ears (OSC, DCS, APC, PM, SOS): until BEL or `ESC \`. */
  | "string"
  | "string-escape"
  /** Three bytes of a mouse report of the old kind. */
  | "mouse"
  | "paste"
  /** Inside a character of UTF-8. */
  | "character";

export class KeyDecoder {
  #state: State = "ground";
  #bytes: number[] = [];
  /** Bytes that are still to come, of a mouse report, a character or the mark at the end of a paste. */
  #wanted = 0;
  #pastedBytes = 0;

  /**
   * How long to wait for more before flush() says what it was: an ESC that came last may be the key, or begin a
   * sequence that the network cut there. null where nothing is begun.
   */
  get patienceMs(): number | null {
    if (this.#state === "ground") return null;
    return this.#state === "escape" ? ESCAPE_MS : SEQUENCE_MS;
  }

  feed(chunk: Uint8Array): Key[] {
    const keys: Key[] = [];
    for (const byte of chunk) {
      const key = this.#take(byte);
      if (key !== null) keys.push(key);
    }
    return keys;
  }

  /** Nothing followed: an ESC was the key; of anything else the end is not waited for, lest it swallow keys. */
  flush(): Key[] {
    const wasEscape = this.#state === "escape";
    this.#state = "ground";
    return wasEscape ? [named("escape")] : [];
  }

  #take(byte: number): Key | null {
    switch (this.#state) {
      case "ground":
        return this.#begin(byte);
      case "escape":
        return this.#afterEscape(byte);
      case "csi":
        return this.#inSequence(byte);
      case "ss3":
        this.#state = "ground";
        return namedOrNull(FINALS[String.fromCharCode(byte)]);
      case "string":
        if (byte === ESC) this.#state = "string-escape";
        else if (byte === BEL) this.#state = "ground";
        else this.#keep(byte);
        return null;
      case "string-escape":
        this.#state = "ground";
        return byte === 0x5c ? null : this.#afterEscape(byte);
      case "mouse":
        this.#wanted -= 1;
        if (this.#wanted === 0) this.#state = "ground";
        return null;
      case "paste":
        return this.#inPaste(byte);
      case "character":
        return this.#inCharacter(byte);
      default:
        return unreachable(this.#state);
    }
  }

  #begin(byte: number): Key | null {
    this.#bytes = [];
    if (byte === ESC) {
      this.#state = "escape";
      return null;
    }
    if (byte < 0x20 || byte === DEL) return namedOrNull(CONTROLS[byte]);
    if (byte < 0x80) return { kind: "typed", text: String.fromCharCode(byte) };
    this.#wanted = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : byte >= 0xc2 ? 1 : 0;
    if (this.#wanted === 0) return null;
    this.#bytes.push(byte);
    this.#state = "character";
    return null;
  }

  #afterEscape(byte: number): Key | null {
    this.#bytes = [];
    this.#state = "ground";
    switch (String.fromCharCode(byte)) {
      case "[":
        this.#state = "csi";
        return null;
      case "O":
        this.#state = "ss3";
        return null;
      case "]":
      case "P":
      case "X":
      case "^":
      case "_":
        this.#state = "string";
        return null;
      case "\u001b":
        // The key twice, or the key and a sequence.
        this.#state = "escape";
        return named("escape");
      default:
        // A letter with Alt is no key of ours.
        return null;
    }
  }

  #inSequence(byte: number): Key | null {
    if (byte === ESC) {
      this.#state = "escape";
      return null;
    }
    if (byte < 0x40 || byte > 0x7e) {
      this.#keep(byte);
      return null;
    }
    const parameters = String.fromCharCode(...this.#bytes);
    const final = String.fromCharCode(byte);
    this.#state = "ground";
    if (final === "~") {
      const [number = ""] = parameters.split(";");
      if (number === PASTE_BEGINS) {
        this.#bytes = [];
        this.#pastedBytes = 0;
        this.#wanted = PASTE_ENDS.length;
        this.#state = "paste";
        return null;
      }
      return namedOrNull(NUMBERS[number]);
    }
    if (final === "M") {
      // `CSI < … M` is a mouse report of the new kind, and whole.
      if (parameters !== "") return null;
      this.#state = "mouse";
      this.#wanted = 3;
      return null;
    }
    // With parameters it is the key with Shift, Alt or Ctrl: taken as the key.
    return /^[0-9;]*$/.test(parameters) ? namedOrNull(FINALS[final]) : null;
  }

  #inPaste(byte: number): Key | null {
    this.#keep(byte);
    this.#pastedBytes += 1;
    // ESC is nowhere in the mark but at its beginning.
    this.#wanted = byte === PASTE_ENDS.at(-this.#wanted) ? this.#wanted - 1 : PASTE_ENDS.length;
    if (byte === ESC) this.#wanted = PASTE_ENDS.length - 1;
    if (this.#wanted > 0) return null;
    this.#state = "ground";
    const bytes = Buffer.from(this.#bytes).subarray(0, this.#pastedBytes - PASTE_ENDS.length);
    const text = bytes.toString().replace(UNTYPED, "");
    return text === "" ? null : { kind: "pasted", text };
  }

  #inCharacter(byte: number): Key | null {
    if ((byte & 0xc0) !== 0x80) {
      this.#state = "ground";
      return this.#begin(byte);
    }
    this.#bytes.push(byte);
    this.#wanted -= 1;
    if (this.#wanted > 0) return null;
    this.#state = "ground";
    const text = Buffer.from(this.#bytes).toString().replace(UNTYPED, "");
    return text === "" ? null : { kind: "typed", text };
  }

  #keep(byte: number): void {
    if (this.#bytes.length < SEQUENCE_BYTES) this.#bytes.push(byte);
  }
}

/** What nobody types: controls, what cannot be seen, and what was no UTF-8. */
const UNTYPED = /[\p{C}\p{Zl}\p{Zp}\ufffd]/gu;

const named = (name: KeyName): Key => ({ kind: "named", name });
const namedOrNull = (name: KeyName | undefined): Key | null => (name === undefined ? null : named(name));
