/**
 * What stops the work. Traffic never throws one of these: they are for input that cannot be read and for
 * usage that cannot be understood. Only cli/ prints them, as one line, and ends with status 2.
 */
export interface CaptureErrorDetail {
  /** The input's name as the user gave it; `-` for standard input. */
  readonly file: string;
  /** Where in the (decompressed) input, in bytes; null where no place is meant. */
  readonly offset: number | null;
  /** What is wrong and what to do, in one line without the file's name. */
  readonly hint: string;
}

export type CaptureErrorCode =
  | "capture.not-found"
  | "capture.unreadable"
  | "capture.empty"
  | "capture.unknown-format"
  | "capture.bad-compression"
  | "capture.tap-failed";

export class CaptureError extends Error {
  readonly code: CaptureErrorCode;
  readonly file: string;
  readonly offset: number | null;
  readonly hint: string;

  constructor(code: CaptureErrorCode, detail: CaptureErrorDetail, options?: ErrorOptions) {
    super(`${detail.file} ${detail.hint}`, options);
    this.name = "CaptureError";
    this.code = code;
    this.file = detail.file;
    this.offset = detail.offset;
    this.hint = detail.hint;
  }
}

/** The command line asks for what cannot be done; the message says what and what is possible. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
