import { describe, expect, test } from "vitest";
import { nearestWord } from "../../src/cli/nearest.js";

const WORDS = ["explain", "show", "quiz", "from", "to"];

describe("the nearest word", () => {
  test.each([
    ["explan", "explain"],
    ["expalin", "explain"],
    ["exxplain", "explain"],
    ["exlpian", "explain"],
    ["hsow", "show"],
    ["quizz", "quiz"],
  ])("%s is a slip of %s", (word, meant) => {
    expect(nearestWord(word, WORDS)).toBe(meant);
  });

  test.each(["show", "T", "ti", "office.pcap", "", "__proto__", "x".repeat(1000)])(
    "%j is a slip of none",
    (word) => {
      expect(nearestWord(word, WORDS)).toBeNull();
    },
  );
});
