/**
 * From arguments to an exit status. Each command is a file of its own and loaded when it is asked for.
 */
import { VERSION } from "../core/version.js";
import { EXIT_DONE, fail } from "./exit.js";
import { keepHeapSmall } from "./memory.js";
import { parseArguments } from "./options.js";
import { unreachable } from "../core/unreachable.js";

/** Runs the program with the arguments behind its name; returns the exit status. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const request = await parseArguments(args);
    switch (request.command) {
      case "help":
        process.stdout.write(`${request.text}\n`);
        return EXIT_DONE;
      case "version":
        process.stdout.write(`httpscope ${VERSION}\n`);
        return EXIT_DONE;
      case "report": {
        keepHeapSmall();
        const { report } = await import("./report.js");
        return await report(request.options);
      }
      case "live": {
        keepHeapSmall();
        const { live } = await import("./live.js");
        return await live(request.options);
      }
      case "follow": {
        keepHeapSmall();
        const { follow } = await import("./live.js");
        return await follow(request.options);
      }
      case "interfaces": {
        const { showInterfaces } = await import("./interfaces.js");
        return showInterfaces();
      }
      case "explain": {
        const { study } = await import("./study.js");
        const { explain } = await import("./explain.js");
        return await study(request.options, explain);
      }
      case "show": {
        const { study } = await import("./study.js");
        const { show } = await import("./show.js");
        return await study(request.options, show(request.options));
      }
      case "quiz": {
        const { study } = await import("./study.js");
        const { quiz } = await import("./quiz.js");
        return await study(request.options, quiz(request.options));
      }
      default:
        return unreachable(request);
    }
  } catch (error) {
    return fail(error);
  }
}
