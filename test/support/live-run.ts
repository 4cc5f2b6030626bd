/** Runs of the live command with tools that are made up, and what was said in them. */
import { build } from "./build.js";
import { ended, startHttpscope, type Ended } from "./cli.js";
import { withTools, type FakeTools, type ToolFolder } from "./fake-tools.js";
import { listen } from "./listen.js";
import { waitFor } from "./wait-for.js";

export const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: example.com\r\n\r\n`;
export const NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n";

export const CAPTURE = build((net) => {
  const a = net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake();
  a.client(get("/first")).server(NO_CONTENT);
  a.client(get("/second")).server(NO_CONTENT);
}).toPcap();

/** Captures, and ends when it is told to. */
export const ORDINARY = `
process.on("SIGINT", () => { note("SIGINT"); process.exit(0); });
process.stdout.write(capture);
waitForEver();`;

export interface Line {
  readonly type: string;
  readonly complete?: boolean;
  readonly detail?: string;
  readonly request?: { readonly target: string };
}
export const linesOf = (text: string): Line[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line): Line => JSON.parse(line));
export const targetsOf = (text: string): (string | undefined)[] =>
  linesOf(text)
    .filter(({ type }) => type === "transaction")
    .map(({ request }) => request?.target);
export const findingsOf = (text: string): (string | undefined)[] =>
  linesOf(text)
    .filter(({ type }) => type === "finding")
    .map(({ detail }) => detail);

/** Runs until `what` is printed, then does `then` to the program; with its end. */
export async function runLive(
  tools: FakeTools,
  args: readonly string[],
  what: string,
  then: (child: ReturnType<typeof startHttpscope>, there: ToolFolder) => void | Promise<void>,
  capture = CAPTURE,
): Promise<Ended & { readonly notes: readonly string[] }> {
  return withTools(tools, capture, async (there) => {
    const child = startHttpscope(["live", "-i", "wire0", ...args], { env: there.env });
    const end = ended(child);
    const heard = listen(child.stdout);
    await waitFor(`${what} to be printed`, () => heard.text.includes(what));
    await then(child, there);
    const run = await end;
    await waitFor("the tool's end", () => there.notes().at(-1)?.endsWith(" ended") ?? false);
    return { ...run, notes: there.notes() };
  });
}

export const interrupt = (child: ReturnType<typeof startHttpscope>): void => void child.kill("SIGINT");
