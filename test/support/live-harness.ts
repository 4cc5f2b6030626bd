/**
 * The screen of a live tap over a pipe that a test writes packets into, with nothing else of the program: live-harness.mjs
 * runs it in a terminal. It ends as the program does: at `q` or the first Ctrl-C with its report, at the second at once;
 * at SIGUSR1 with a defect. Its number stands beside the pipe.
 */
import { writeFileSync } from "node:fs";
import { LiveScreen } from "../../src/cli/live-screen.js";
import { run } from "../../src/pipeline.js";

/**
 * @param pipe a FIFO
 * @param manner "slow": what is left to read takes so long that a second Ctrl-C comes first
 */
export async function main(pipe: string, manner: string | undefined): Promise<void> {
  writeFileSync(`${pipe}.pid`, String(process.pid));
  let isEnding = false;
  const screen = LiveScreen.open({
    title: "lo",
    noColor: false,
    onQuit: () => {
      if (isEnding) process.exit(130);
      isEnding = true;
      if (manner === "slow") return;
      screen.close();
      console.log("the report");
      process.exit(0);
    },
  });
  process.on("SIGUSR1", () => {
    throw new Error("a defect of ours");
  });
  const onProgress = ({ packets }: { readonly packets: number }): void =>
    screen.onTap({ packets, droppedPackets: 3 });
  await run({ files: [pipe], verify: false, onProgress }, screen);
}
