import { describe, expect, it } from "vitest";
import { cellWidth, cutMiddle, cutToWidth, wrapPhrases } from "../../src/report/text-width.js";
import {
  elapsedBetween,
  formatCount,
  formatDuration,
  formatMs,
  formatPlural,
  formatShare,
  formatShortSize,
  formatSize,
} from "../../src/report/units.js";

describe("numbers as a person reads them", () => {
  it("what lies between two times, to the nanosecond", () => {
    expect(elapsedBetween("2010-10-09T14:28:02.000000100Z", "2010-10-09T14:28:02.000080800Z")).toBe(0.0807);
    expect(elapsedBetween("2010-10-09T14:28:02.9Z", "2010-10-09T14:28:03Z")).toBeCloseTo(100, 6);
    expect(elapsedBetween("2010-10-09T14:28:02Z", "2010-10-09T14:28:02Z")).toBe(0);
  });

  it("counts and sizes", () => {
    expect([0, 999, 4213, 1_234_567].map(formatCount)).toEqual(["0", "999", "4 213", "1 234 567"]);
    expect([0, 1, 1400, 18_000, 999_700, 3_100_000].map(formatSize)).toEqual([
      "0 bytes",
      "1 byte",
      "1 400 bytes",
      "18 kB",
      "1.0 MB",
      "3.1 MB",
    ]);
    expect([0, 246, 999, 1000, 29_769, 1.94e6].map(formatShortSize)).toEqual([
      "0",
      "246",
      "999",
      "1.0k",
      "30k",
      "1.9M",
    ]);
    expect([formatPlural(1, "host"), formatPlural(0, "host")]).toEqual(["1 host", "0 hosts"]);
  });

  it("times", () => {
    expect([0, 0.0204, 0.5, 4.06, 9.94, 45.2, 55, 110.4, 1204].map(formatMs)).toEqual([
      "0",
      "0.02",
      "0.50",
      "4.1",
      "9.9",
      "45.2",
      "55.0",
      "110",
      "1 204",
    ]);
    expect([70, 12_400, 200_000, 7_500_000, 273_600_000].map(formatDuration)).toEqual([
      "70 ms",
      "12.4 s",
      "3 min 20 s",
      "2 h 5 min",
      "3 d 4 h",
    ]);
  });

  it("a share that is there is never shown as nothing", () => {
    expect([formatShare(0, 9), formatShare(1, 1000), formatShare(91, 100)]).toEqual(["0 %", "<1 %", "91 %"]);
  });
});

describe("text in cells", () => {
  it("is as wide when it is measured by hand as when it is not", () => {
    const ranges = [
      { first: 0x20, last: 0x2ff },
      { first: 0x2000, last: 0x27ff },
    ];
    for (const { first, last } of ranges) {
      for (let code = first; code <= last; code++) {
        const text = `a${String.fromCharCode(code)}`;
        // With Hangul behind it the text is one that is measured with help.
        expect([code, cellWidth(text)]).toEqual([code, cellWidth(`${text} 한`) - 3]);
      }
    }
  });

  it("counts two for Korean and Japanese, and none for colour", () => {
    expect(["abc", "한국", "日本語", "\u001b[1mabc\u001b[0m"].map(cellWidth)).toEqual([3, 4, 6, 3]);
  });

  it("is cut to its width and says so", () => {
    expect(cutToWidth("abcdef", 4, "…")).toBe("abc…");
    expect(cutToWidth("abcdef", 4, "..")).toBe("ab..");
    expect(cutToWidth("한국어", 4, "…")).toBe("한…");
    expect(cutMiddle("pagead2.example.com", 11, "…")).toBe("pagea…e.com");
    expect(cutToWidth("abc", 1, "..")).toBe(".");
  });

  it("wraps between phrases, inside one only where it is wider than the line", () => {
    expect(wrapPhrases(["1 host,", "2 clients,", "3 more"], 12, "…")).toEqual([
      "1 host,",
      "2 clients,",
      "3 more",
    ]);
    expect(wrapPhrases(["a phrase that is long"], 9, "…")).toEqual(["a phrase", "that is", "long"]);
  });
});
