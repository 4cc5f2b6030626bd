import { fc } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { cellWidth } from "../../src/report/text-width.js";
import { wrapLine, wrapText } from "../../src/report/wrap.js";

describe("running text", () => {
  it("breaks at blanks, and nothing is lost", () => {
    expect(wrapText("One round trip takes 12 ms.", 12)).toEqual(["One round", "trip takes", "12 ms."]);
  });

  it("breaks Japanese anywhere but before what closes and behind what opens", () => {
    expect(wrapText("接続を開きます。次に「要求」を送ります。", 14)).toEqual([
      "接続を開きま",
      "す。次に「要",
      "求」を送りま",
      "す。",
    ]);
  });

  it("breaks Korean at its blanks", () => {
    expect(wrapText("클라이언트가 연결을 엽니다.", 14)).toEqual(["클라이언트가", "연결을 엽니다."]);
  });

  it("is never wider than the page, and says all that it was given", () => {
    const word = fc.stringMatching(/^[a-z\u3042-\u3046\uac00-\uac05\u3001\u300c\u300d.]{1,12}$/);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), fc.integer({ min: 4, max: 30 }), (words, width) => {
        const lines = wrapText(words.join(" "), width);
        for (const line of lines) expect(cellWidth(line)).toBeLessThanOrEqual(width);
        expect(lines.join("").replaceAll(" ", "")).toBe(words.join(""));
      }),
    );
  });
});

describe("a line as it was sent", () => {
  it("keeps every blank", () => {
    expect(wrapLine(" Date: Tue Jul  6", 80)).toEqual([" Date: Tue Jul  6"]);
    expect(wrapLine("a  b   c", 5)).toEqual(["a  b ", "  c"]);
  });

  it("is broken behind a blank where there is one, and is never wider than the page", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-c \u3042]{0,60}$/),
        fc.integer({ min: 4, max: 30 }),
        (text, width) => {
          const lines = wrapLine(text, width);
          for (const line of lines) expect(cellWidth(line)).toBeLessThanOrEqual(width);
          expect(lines.join("")).toBe(text);
        },
      ),
    );
  });
});
