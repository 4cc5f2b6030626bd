/** What Ctrl-C means, the first time and the second, without a program around it. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Interrupt } from "../../src/cli/interrupt.js";

let interrupt: Interrupt;
const left = vi.fn<() => void>();
const exit = vi.spyOn(process, "exit");

beforeEach(() => {
  vi.useFakeTimers();
  left.mockReset();
  exit.mockReset();
  exit.mockImplementation(() => {
    throw new Error("the end");
  });
  interrupt = new Interrupt(left);
});

afterEach(() => {
  interrupt.forget();
  vi.useRealTimers();
});

const signal = (): void => void process.emit("SIGINT");

test("one Ctrl-C ends the reading and not the program", () => {
  signal();
  expect(interrupt.signal.aborted).toBe(true);
  expect(exit).not.toHaveBeenCalled();
});

test("a second one ends the program, which leaves nothing", () => {
  signal();
  vi.advanceTimersByTime(150);
  expect(signal).toThrow("the end");
  expect(left).toHaveBeenCalledOnce();
  expect(exit).toHaveBeenCalledWith(130);
});

test("the same one delivered twice, as timeout(1) does, is one", () => {
  signal();
  vi.advanceTimersByTime(20);
  signal();
  expect(left).not.toHaveBeenCalled();
  expect(exit).not.toHaveBeenCalled();
});
