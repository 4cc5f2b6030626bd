/** The fields of a form as it is sent: pairs of name and value, percent-encoded (URL Standard §5.1). */

export interface FormField {
  /** Decoded, latin-1. */
  readonly name: string;
  readonly value: string;
}

/** Pairs of one form that are read. */
const FIELDS = 256;

/** @param text of a body or a query, as sent */
export function readForm(text: string): FormField[] {
  return text
    .split("&", FIELDS)
    .filter((pair) => pair !== "")
    .map((pair) => {
      const equals = pair.indexOf("=");
      return {
        name: decodeFormText(equals < 0 ? pair : pair.slice(0, equals)),
        value: equals < 0 ? "" : decodeFormText(pair.slice(equals + 1)),
      };
    });
}

/** What is no encoding stays as it is. */
export const decodeFormText = (text: string): string =>
  text
    .replaceAll("+", " ")
    .replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
