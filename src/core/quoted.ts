/** Characters of a value that a finding quotes. */
const QUOTED = 100;

/** A value from the wire for a finding's data: no longer than a sentence bears. */
export function quoted(text: string, most = QUOTED): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}\u2026`;
}
