/** What a person pressed, whatever bytes the terminal sent for it. */

export type KeyName =
  | "up"
  | "down"
  | "page-up"
  | "page-down"
  | "home"
  | "end"
  | "tab"
  | "back-tab"
  | "enter"
  | "escape"
  | "backspace"
  | "erase-line"
  | "interrupt"
  | "suspend"
  | "redraw";

export type Key =
  | { readonly kind: "named"; readonly name: KeyName }
  /** One character; several where they were pasted. */
  | { readonly kind: "typed" | "pasted"; readonly text: string };
