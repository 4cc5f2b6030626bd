/**
 * The command without a name: reads captures and reports on them. Ctrl-C ends the reading and the report so far is
 * made; twice, it ends the program.
 */
import { run, type RunOptions, type RunOutcome } from "../pipeline.js";
import { createReporter } from "../report/formats.js";
import type { Progress } from "../report/listener.js";
import type { Reporter } from "../report/reporter.js";
import { checkFiles } from "./check-files.js";
import { EXIT_INTERRUPTED, fail, statusOf } from "./exit.js";
import { threadsFor } from "./jobs.js";
import { Interrupt } from "./interrupt.js";
import type { CommandLine } from "./options.js";
import { growNursery } from "./memory.js";
import { openOutput } from "./output.js";
import { pageOptions } from "./page-options.js";
import { ProgressLine } from "./progress.js";

export async function report(options: CommandLine): Promise<number> {
  await checkFiles(options);
  const progress = new ProgressLine(process.stderr.isTTY && !options.quiet);
  const output = await openOutput(options.output, () => progress.erase());
  const interrupt = new Interrupt(() => output.discard());
  let hasBegun = false;
  let isLong = false;
  interrupt.signal.addEventListener("abort", () => {
    // A pipe that nobody writes to: to wait for its opening would be in vain, and there is nothing to report.
    if (hasBegun) return;
    output.discard();
    process.exit(EXIT_INTERRUPTED);
  });
  try {
    const reporter = await createReporter(options.format, output, pageOptions(options));
    const { signal } = interrupt;
    const outcome = await runWith(
      options,
      {
        files: options.files,
        verify: options.verify,
        decode: options.decode,
        ...(options.filter !== null && { filter: options.filter }),
        signal,
        onProgress: (state) => {
          hasBegun = true;
          if (!isLong && isLongInput(state)) {
            isLong = true;
            growNursery();
          }
          progress.update(state);
        },
      },
      reporter,
    );
    progress.erase();
    await output.commit();
    // A read of a pipe that brings nothing cannot be called off; to wait for it would be in vain.
    if (!outcome.complete) process.exit(EXIT_INTERRUPTED);
    return statusOf(outcome.worst, options.failOn);
  } catch (error) {
    progress.erase();
    output.discard();
    return fail(error);
  } finally {
    interrupt.forget();
  }
}

async function runWith(asked: CommandLine, options: RunOptions, reporter: Reporter): Promise<RunOutcome> {
  if ((await threadsFor(asked)) === 1) return run(options, reporter);
  const { runInThreads } = await import("../parallel.js");
  return runInThreads(options, reporter, asked.format !== "table");
}

/** Long enough that the nursery's size is worth a few milliseconds. */
const LONG_INPUT_BYTES = 8 * 1024 * 1024;

const isLongInput = ({ bytesRead, bytesTotal }: Progress): boolean =>
  (bytesTotal ?? bytesRead) >= LONG_INPUT_BYTES;
