/**
 * Sessions with all that was captured of them. The captures are read twice: once to find where the sessions are, once to
 * keep their packets; so it is files that can be traced.
 */
import { run, type RunOptions } from "./pipeline.js";
import { SessionKeeper } from "./report/session-keeper.js";
import { PacketTrace, type SessionPlace } from "./trace/session-packets.js";
import { TraceRoom } from "./trace/trace-room.js";
import type { Traced } from "./trace/traced-session.js";

export type TraceOptions = Pick<RunOptions, "files" | "signal" | "onProgress">;

/**
 * The sessions at these places, in full.
 * @param share of what one session may take that they all may take together
 * @throws CaptureError where an input cannot be read
 */
export async function traceSessions(
  options: TraceOptions,
  places: readonly SessionPlace[],
  share = 1,
): Promise<Traced> {
  const room = new TraceRoom(share);
  const trace = new PacketTrace(places, room);
  const keeper = new SessionKeeper(
    new Map(trace.sessions.map((packets) => [packets.place.session, packets])),
    room,
  );
  await run({ ...options, verify: false, decode: true, observer: trace }, keeper);
  return keeper.traced();
}
