/** Which site a URI or a host is of: what browsers keep apart. */

/** Host of an absolute URI, lower case, without user and port; null for another. */
export function hostOfUri(uri: string): string | null {
  const start = uri.indexOf("://");
  if (start < 0) return null;
  const [authority = ""] = uri.slice(start + 3).split(/[/?#]/, 1);
  const host = authority.slice(authority.lastIndexOf("@") + 1).replace(/:\d*$/, "");
  return host === "" ? null : host.toLowerCase();
}

/** The last two labels, three where the last but one is as short as in co.uk: who is whose sister is a guess. */
export function siteOf(host: string): string {
  if (host.startsWith("[") || /^[\d.]+$/.test(host)) return host;
  const labels = host.split(".");
  const isShort = (labels.at(-2)?.length ?? 0) <= 3 && labels.at(-1)?.length === 2;
  return labels.slice(isShort ? -3 : -2).join(".");
}
