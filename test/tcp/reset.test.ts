/** Resets: the true ones, those outside the window, and those that somebody else has sent. */
import { describe, expect, test } from "vitest";
import { analyse, codesOf, type Analysed } from "../support/analyse.js";
import {
  close,
  exchange,
  GET,
  handshake,
  OK,
  rawPackets,
  reset,
  RST,
  type RawSegment,
} from "../support/raw-segments.js";

const findingOf = ({ findings }: Analysed, code: string) => findings.find((finding) => finding.code === code);

const analyseRaw = (...segments: RawSegment[]) => analyse(rawPackets(segments));

describe("a forged reset", () => {
  const asked: RawSegment = { from: "client", seq: 1, ack: 1, payload: GET };
  const answered: RawSegment = { from: "server", seq: 1, ack: 1 + GET.length, payload: OK };
  const thanked: RawSegment = { from: "client", seq: 1 + GET.length, ack: 1 + OK.length };

  test("outside the window is ignored and told, with the numbers that decide", async () => {
    const run = await analyseRaw(...handshake(), asked, reset(0x70000000), answered, thanked);
    expect(findingOf(run, "tcp.reset-outside-window")).toMatchObject({
      frame: 5,
      data: { direction: "request", seq: 0x70000000, expected: 1 + GET.length, window: 2 ** 20 },
    });
    expect(run.sessions[0]?.closed).toBe("capture-end");
  });

  test("behind the last byte that was delivered is ignored as well", async () => {
    const run = await analyseRaw(...handshake(), asked, reset(GET.length), answered);
    expect(findingOf(run, "tcp.reset-outside-window")?.data).toMatchObject({ distance: -1 });
  });

  test("inside the window is known by its sender's going on to acknowledge", async () => {
    const run = await analyseRaw(...handshake(), asked, reset(1 + GET.length), answered, thanked);
    expect(findingOf(run, "tcp.forged-reset")).toMatchObject({
      severity: "alert",
      frame: 7,
      data: { direction: "request", reset: 5, seq: 1 + GET.length, expected: 1 + GET.length },
    });
    expect(run.sessions[0]?.closed).toBe("capture-end");
    expect(run.transactions[0]?.response).toMatchObject({ status: 200, complete: true });
  });

  test("cannot be told from a true one by data that was on its way", async () => {
    const run = await analyseRaw(...handshake(), asked, reset(1 + GET.length), answered);
    const after = findingOf(run, "tcp.data-after-rst");
    expect(after?.severity).toBe("note");
    expect(after?.data["outcome"]).toBe("they were on their way, or the reset was forged");
    expect(codesOf(run)).not.toContain("tcp.forged-reset");
    expect(run.sessions[0]).toMatchObject({ closed: "rst", closedBy: "client" });
  });

  test("is known by an answer that comes too late to have been on its way", async () => {
    const late = { ...answered, atMs: 6_000 };
    const run = await analyseRaw(...handshake(), asked, reset(1 + GET.length), late);
    expect(findingOf(run, "tcp.data-after-rst")?.data["outcome"]).toMatch(/^too late to have been/);
    expect(run.sessions).toHaveLength(1);
    expect(run.transactions[0]).toMatchObject({ pairing: "exact", response: { status: 200 } });
  });

  test("and a long pause part no connection whose sender goes on", async () => {
    const again: RawSegment = { ...asked, seq: 1 + GET.length, ack: 1 + OK.length, atMs: 20_000 };
    const answeredAgain = { ...answered, seq: 1 + OK.length, ack: 1 + 2 * GET.length };
    const forged = reset(1 + GET.length);
    const run = await analyseRaw(...handshake(), asked, answered, forged, again, answeredAgain);
    expect(codesOf(run)).toContain("tcp.forged-reset");
    expect(run.sessions.map(({ closed }) => closed)).toEqual(["capture-end"]);
    expect(run.transactions.map(({ pairing }) => pairing)).toEqual(["exact", "exact"]);
  });

  test("is none where, after a pause, the same four-tuple has other numbers", async () => {
    const [syn, ...others] = handshake(50_000_000, 70_000_000);
    const [first, ...more] = exchange(50_000_000, 70_000_000);
    const begun = [...handshake(), ...exchange(0, 0), reset(1 + GET.length)];
    const whole = await analyseRaw(...begun, { ...syn!, atMs: 20_000 }, ...others, first!, ...more);
    const midstream = await analyseRaw(...begun, { ...first!, atMs: 20_000 }, ...more);
    for (const run of [whole, midstream])
      expect(run.sessions.map(({ closed }) => closed)).toEqual(["rst", "capture-end"]);
    expect(codesOf(whole)).toEqual([]);
    // Nobody knows that the second connection was captured from its beginning.
    expect(codesOf(midstream)).toEqual(["http.pairing-inferred"]);
  });

  test("is none where its sender says nothing more, or repeats what was said before", async () => {
    const run = await analyseRaw(...handshake(), asked, answered, reset(1 + GET.length), asked, {
      ...thanked,
      ack: 1,
    });
    expect(codesOf(run).filter((code) => code.includes("reset"))).toEqual([]);
    expect(run.sessions[0]).toMatchObject({ closed: "rst", closedBy: "client" });
  });

  test("after the end of a connection is not worth a word", async () => {
    const run = await analyseRaw(...handshake(), ...exchange(0, 0), ...close(0, 0), reset(1));
    expect(codesOf(run)).toEqual([]);
  });
});

test("data in sequence after a reset goes on: the reset was forged", async () => {
  const run = await analyseRaw(
    ...handshake(),
    { from: "client", seq: 1, ack: 1, payload: GET },
    { from: "server", seq: 1, flags: RST },
    { from: "server", seq: 1, ack: 1 + GET.length, payload: OK },
  );
  expect(codesOf(run)).toEqual(expect.arrayContaining(["tcp.data-after-rst", "tcp.forged-reset"]));
  expect(run.transactions[0]).toMatchObject({ response: { status: 200, complete: true } });
  expect(run.sessions[0]?.closed).toBe("capture-end");
});
