/**
 * `httpscope live` and `--follow`: the report of what passes while it passes. A screen that keeps itself up to date or, where
 * there is no terminal for it, a line a transaction as it completes; the summary at the end, which is Ctrl-C: the tap is
 * stopped, what it had is read, and that is a whole report. Twice, it ends at once.
 */
import { FollowedFile } from "../capture/follow.js";
import { Tap } from "../capture/live.js";
import type { LiveInput } from "../capture/live-input.js";
import { PacketKeeper, type KeepOptions } from "../capture/packet-keeper.js";
import { describeFinding } from "../core/findings.js";
import { run } from "../pipeline.js";
import { shown } from "../report/escape.js";
import { createReporter } from "../report/formats.js";
import { checkFiles } from "./check-files.js";
import { EXIT_FAILED, EXIT_INTERRUPTED, fail, statusOf } from "./exit.js";
import { Interrupt } from "./interrupt.js";
import type { LiveScreen } from "./live-screen.js";
import { growNursery } from "./memory.js";
import type { FollowLine, LiveLine, ReportChoices } from "./options.js";
import { cannotWrite, openOutput, type ReportOutput } from "./output.js";
import { pageOptions } from "./page-options.js";
import { ProgressLine } from "./progress.js";
import { ScreenedReport } from "./screened-report.js";

export async function live(options: LiveLine): Promise<number> {
  const { networkInterface, captureFilter: filter, keep } = options;
  return reportLive(options, async (signal) => {
    const tap = await Tap.start({ networkInterface, filter }, signal);
    if (keep !== null) await keepPackets(tap, keep);
    return tap;
  });
}

/** Once there is a tap: a capture from before is not overwritten for nothing. */
async function keepPackets(tap: Tap, options: KeepOptions): Promise<void> {
  try {
    tap.keepWith(await PacketKeeper.open(options));
  } catch (error) {
    await tap.close();
    throw cannotWrite(options.file, error);
  }
}

/** `--follow`: the same of a capture that somebody else is writing. */
export async function follow(options: FollowLine): Promise<number> {
  const { file, output } = options;
  return reportLive(options, async () => {
    await checkFiles({ files: [file], output, verify: false });
    return FollowedFile.open(file);
  });
}

/** Reports on an input until it ends; returns the exit status. */
async function reportLive(
  options: ReportChoices,
  start: (signal: AbortSignal) => Promise<LiveInput>,
): Promise<number> {
  let input: LiveInput | null = null;
  let output: ReportOutput | null = null;
  const interrupt = new Interrupt(() => {
    output?.discard();
    input?.abandon();
  });
  const isScreen = hasScreen(options);
  const progress = new ProgressLine(process.stderr.isTTY && !options.quiet && !isScreen);
  let screen: LiveScreen | null = null;
  try {
    const source = (input = await start(interrupt.signal));
    if (interrupt.signal.aborted) source.stop();
    interrupt.signal.addEventListener("abort", () => source.stop());
    const written = (output = await openOutput(options.output, () => progress.erase()));
    const page = pageOptions(options);
    let reporter = await createReporter(options.format, written, { ...page, log: !isScreen });
    if (isScreen) {
      screen = await openScreen(source, options, interrupt);
      reporter = new ScreenedReport(screen, reporter);
    }
    growNursery();
    const outcome = await run(
      {
        files: [],
        live: source,
        verify: false,
        decode: options.decode,
        ...(options.filter !== null && { filter: options.filter }),
        onProgress: (state) => {
          progress.update(state);
          screen?.onTap({ packets: state.packets, droppedPackets: source.droppedPackets });
        },
      },
      reporter,
    );
    progress.erase();
    await written.commit();
    const troubles = [source.failure, source.notKept].filter((finding) => finding !== null);
    for (const finding of troubles) process.stderr.write(`httpscope: ${shown(describeFinding(finding))}\n`);
    return troubles.length > 0 ? EXIT_FAILED : statusOf(outcome.worst, options.failOn);
  } catch (error) {
    // What is said of it is for the terminal as it was.
    screen?.close();
    progress.erase();
    output?.discard();
    // Nothing had begun that could be reported on.
    return input === null && interrupt.signal.aborted ? EXIT_INTERRUPTED : fail(error);
  } finally {
    screen?.close();
    input?.abandon();
    interrupt.forget();
  }
}

/** A screen takes a terminal on both sides that can place a cursor; who asks for a file or every row gets the log. */
function hasScreen({ format, output, all }: ReportChoices): boolean {
  if (format !== "table" || output !== null || all) return false;
  return process.stdin.isTTY && process.stdout.isTTY && process.env["TERM"] !== "dumb";
}

async function openScreen(
  { name }: LiveInput,
  { noColor }: ReportChoices,
  interrupt: Interrupt,
): Promise<LiveScreen> {
  const { LiveScreen } = await import("./live-screen.js");
  return LiveScreen.open({
    title: name,
    noColor,
    // There Ctrl-C is a key. It does what it does everywhere.
    onQuit: () => void process.kill(process.pid, "SIGINT"),
    onLeave: () => interrupt.leave(),
  });
}
