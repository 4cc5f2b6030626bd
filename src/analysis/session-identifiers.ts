/**
 * Is a cookie a session identifier? By the names that frameworks give theirs, or because it was set without a
 * lifetime and its value looks random enough that nobody could guess it: what OWASP asks of a session id, at least
 * 64 bits.
 */

/** Lower case; where they come from in a word. */
const NAMES: ReadonlySet<string> = new Set([
  "sid",
  "session",
  "sessionid", // Django
  "session_id",
  "session-id",
  "sessid",
  "sess",
  "phpsessid",
  "jsessionid", // Servlet containers
  "jsessionidsso",
  "asp.net_sessionid",
  "aspxauth",
  ".aspxauth",
  ".aspnetcore.session",
  ".aspnetcore.cookies",
  "connect.sid", // Express
  "express.sid",
  "express:sess",
  "koa.sid",
  "koa:sess",
  "sails.sid",
  "rack.session",
  "laravel_session",
  "ci_session", // CodeIgniter
  "cakephp",
  "symfony",
  "play_session",
  "beaker.session.id", // Pylons
  "cfid", // ColdFusion
  "cftoken",
  "zenid", // Zen Cart
  "oscsid", // osCommerce
  "moodlesession",
  "frontend", // Magento
  "bb_sessionhash", // vBulletin
  "userid_session",
]);

/** With something behind that differs by site: classic ASP, Drupal, WordPress, phpBB. */
const PREFIXES: readonly string[] = [
  "aspsessionid",
  "sess",
  "ssess",
  "wordpress_logged_in_",
  "phpbb",
  "wp_session",
];
/** With the application's name in front: Rails and MediaWiki, phpBB, others. */
const SUFFIXES: readonly string[] = ["_session", "_session_id", "_sid", "sessionid", "_sessionid", "_sessid"];
/** A prefix that is short needs what Drupal puts behind it: 32 hexadecimal digits. */
const SHORT_PREFIX = 5;
const HASHED_NAME = 32;

export function hasSessionName(name: string): boolean {
  const lower = name.toLowerCase();
  return SUFFIXES.some((suffix) => lower.endsWith(suffix)) || isKnownName(lower);
}

/** In URLs an application's own `_sid` may be anything: of an advertisement, a story, a search. */
export const hasKnownSessionName = (name: string): boolean => isKnownName(name.toLowerCase());

function isKnownName(lower: string): boolean {
  if (NAMES.has(lower)) return true;
  return PREFIXES.some(
    (prefix) =>
      lower.startsWith(prefix) &&
      (prefix.length > SHORT_PREFIX || lower.length === prefix.length + HASHED_NAME),
  );
}

const ENTROPY_BITS = 64;
/** Characters that are looked at: a longer value has had its chance. */
const SAMPLE = 256;

/**
 * Whether the value has 64 bits of apparent entropy: the Shannon entropy of its own characters, times their
 * number. Words of letters alone are no tokens, however long.
 */
export function looksRandom(value: string): boolean {
  const size = Math.min(value.length, SAMPLE);
  const counts = new Uint16Array(256);
  let digits = 0;
  for (let i = 0; i < size; i++) {
    const code = value.charCodeAt(i) & 0xff;
    counts[code]! += 1;
    if (code >= 0x30 && code <= 0x39) digits += 1;
  }
  if (digits === 0) return false;
  let bits = 0;
  for (const count of counts) if (count > 0) bits -= count * Math.log2(count / size);
  return bits >= ENTROPY_BITS;
}
