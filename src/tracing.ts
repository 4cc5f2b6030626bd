/**
 * Sessions with all that was captured of them. The captures are read twice: once to find where the sessions are, once to
 * keep their packets; so it is files that can be traced.
 */
import type { SessionView } from "./http/views.js";
import { run, type RunOptions } from "./pipeline.js";
import { SessionKeeper } from "./report/session-keeper.js";
import { PacketTrace, type SessionPlace } from "./trace/session-packets.js";
import type { Traced } from "./trace/traced-session.js";

export type TraceOptions = Pick<RunOptions, "files" | "signal" | "onProgress">;

/** Where the session's packets are. */
export const placeOf = (view: SessionView): SessionPlace => ({
  session: view.session,
  client: view.client,
  server: view.server,
  firstFrame: view.start.frame,
  lastFrame: view.end.frame,
  clientSeq: view.clientSeq,
  serverSeq: view.serverSeq,
});

/**
 * The sessions at these places, in full.
 * @throws CaptureError where an input cannot be read
 */
export async function traceSessions(options: TraceOptions, places: readonly SessionPlace[]): Promise<Traced> {
  const trace = new PacketTrace(places);
  const keeper = new SessionKeeper(
    new Map(trace.sessions.map((packets) => [packets.place.session, packets])),
  );
  await run({ ...options, verify: false, decode: true, observer: trace }, keeper);
  return keeper.traced();
}
