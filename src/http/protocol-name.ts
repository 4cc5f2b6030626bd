/** What a session is called: by the version of its first message, and by what it turned into. */
import type { Protocol } from "../core/records.js";
import type { Request, Response } from "./message.js";

export function protocolOf(httpVersion: string): Protocol {
  if (httpVersion === "HTTP/0.9") return "http/0.9";
  return httpVersion === "HTTP/1.0" ? "http/1.0" : "http/1.1";
}

/** @param response the one that made a tunnel of it */
export function protocolOfTunnel(request: Request | null, response: Response): Protocol {
  const upgrade = response.head?.value("upgrade") ?? request?.head.value("upgrade") ?? "";
  return response.status === 101 && upgrade.toLowerCase().includes("websocket") ? "websocket" : "tunnel";
}
