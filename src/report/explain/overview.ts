/** The first paragraph: who talks in this capture, for how long, and what of it is not told. */
import { elapsedMs } from "../../core/time.js";
import type { Traced } from "../../trace/traced-session.js";
import type { Chapter } from "../page.js";
import type { TableStyle } from "../table-style.js";
import { elapsedBetween } from "../units.js";
import { wrapText } from "../wrap.js";
import type { Speech } from "./speech.js";
import type { Whole } from "./story.js";

/** Captures whose names are given. */
const NAMED_FILES = 4;

export function overview({ sessions: told }: Traced, whole: Whole, speech: Speech): Chapter {
  const { summary, clients, servers } = whole;
  const { sessions, requests, responses, start, end, notAnalysed, packetKinds } = summary;
  const [only] = told;
  const duration = speech.duration(start === null || end === null ? 0 : elapsedBetween(start, end));
  const said: string[] = [];
  if (summary.files.length > 1)
    said.push(
      merged(
        summary.files.map(({ name }) => name),
        speech,
      ),
    );
  if (only === undefined) said.push(speech.say("overview.none"));
  else if (sessions === 1)
    said.push(
      speech.say("overview.one", {
        client: only.session.client.ip,
        server: only.session.server.ip,
        duration: speech.duration(elapsedMs(only.session.start, only.session.end) ?? 0),
      }),
    );
  else
    said.push(
      speech.say("overview.several", {
        clients: speech.say("unit.clients", { count: clients }),
        servers: speech.say("unit.servers", { count: servers }),
        sessions: speech.say("unit.sessions", { count: sessions }),
        requests: speech.say("unit.requests", { count: requests }),
        responses: speech.say("unit.responses", { count: responses }),
        duration,
      }),
    );
  if (only !== undefined && told.length < sessions)
    said.push(speech.say("overview.chosen", { told: told.length, sessions }));
  if (notAnalysed.tls > 0) said.push(speech.say("overview.tls", { count: notAnalysed.tls }));
  if (notAnalysed.other > 0) said.push(speech.say("overview.other", { count: notAnalysed.other }));
  const udp = packetKinds["udp"] ?? 0;
  if (udp > 0) said.push(speech.say("overview.udp", { count: udp }));
  return { step: null, title: "", place: "", parts: [{ kind: "text", text: speech.join(said) }] };
}

/** That several captures are one here, and what that means for the numbers of packets. */
function merged(files: readonly string[], speech: Speech): string {
  const names = files.slice(0, NAMED_FILES);
  if (files.length > names.length) names.push("\u2026");
  return speech.say("overview.merged", { count: files.length, names: names.join(", ") });
}

/** The same, as the first lines of a page. */
export const mergedLines = (files: readonly string[], speech: Speech, style: TableStyle): string[] =>
  wrapText(merged(files, speech), style.columns);
