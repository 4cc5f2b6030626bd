/** A tap that cannot be: one line that says what to do. The tools are made up and say what true ones said. */
import { describe, expect, test } from "vitest";
import { TAP_SAID_BYTES } from "../../src/core/limits.js";
import { ended, httpscope, startHttpscope } from "../support/cli.js";
import { withTools, type FakeTools } from "../support/fake-tools.js";
import { listen } from "../support/listen.js";
import { CAPTURE, ORDINARY } from "../support/live-run.js";
import { waitFor } from "../support/wait-for.js";

/** A tool that says this and ends. */
const says = (text: string): string =>
  `process.stderr.write(${JSON.stringify(text)}, () => process.exit(1));`;
const FORBIDDEN = says(
  'dumpcap: You do not have permission to capture on device "wire0".\n(socket: Operation not permitted)\n',
);
const FORBIDDEN_TOO = says(
  "tcpdump: wire0: You don't have permission to perform this capture on that device\n",
);

describe("no tap", () => {
  const CASES: readonly (readonly [string, FakeTools, readonly string[], string])[] = [
    [
      "without a tool",
      {},
      [],
      "wire0 cannot be captured from: there is neither dumpcap (Debian: apt install wireshark-common) nor tcpdump (Debian: apt install tcpdump)",
    ],
    [
      "without the permission",
      { dumpcap: FORBIDDEN, tcpdump: FORBIDDEN_TOO },
      [],
      "wire0 may not be captured from: no permission; run as root, or: sudo setcap cap_net_raw,cap_net_admin+eip $(command -v dumpcap)",
    ],
    [
      "with a filter that is none",
      {
        dumpcap: says(
          "Capturing on 'wire0'\ndumpcap: Invalid capture filter \"tcp prt 80\" for interface 'wire0'.\n\n" +
            "That string isn't a valid capture filter (can't parse filter expression: syntax error).\nSee the User's Guide.\n",
        ),
        tcpdump: ORDINARY,
      },
      ["-f", "tcp prt 80"],
      "wire0 cannot be captured from with that filter: can't parse filter expression: syntax error; man pcap-filter says how they are written",
    ],
    [
      "with a filter that tcpdump does not understand",
      { tcpdump: says("tcpdump: unknown host 'nowhere'\n") },
      ["-f", "host nowhere"],
      "wire0 cannot be captured from with that filter: unknown host 'nowhere'; man pcap-filter says how they are written",
    ],
    [
      "for another reason",
      { tcpdump: says("tcpdump: wire0: That device is not up\n") },
      [],
      "wire0 cannot be captured from: tcpdump: wire0: That device is not up",
    ],
    [
      "for a reason behind more words than are kept",
      {
        tcpdump: says(`tcpdump: at first\n${"listening on\n".repeat(TAP_SAID_BYTES / 8)}tcpdump: at last\n`),
      },
      [],
      "wire0 cannot be captured from: tcpdump: at last",
    ],
    [
      "for no reason",
      { tcpdump: "process.exit(3);" },
      [],
      "wire0 cannot be captured from: tcpdump: it did not say why",
    ],
  ];

  test.each(CASES)("%s is one line and 2", async (_name, tools, args, line) => {
    await withTools(tools, CAPTURE, async ({ env }) => {
      const run = await httpscope(["live", "-i", "wire0", ...args], { env });
      expect(run).toEqual({ status: 2, stdout: "", stderr: `httpscope: ${line}\n` });
    });
  });

  test("at an interface that is not there names those that are", async () => {
    const tools = { dumpcap: says('dumpcap: There is no device named "wire0".\n(No such device exists)\n') };
    await withTools(tools, CAPTURE, async ({ env }) => {
      const run = await httpscope(["live", "-i", "wire0"], { env });
      expect(run).toMatchObject({ status: 2, stdout: "" });
      expect(run.stderr).toMatch(
        /^httpscope: wire0 is no interface of this machine; there are .*\blo\w*, .*any\n$/,
      );
    });
  });

  test("of dumpcap's, where only its group may run it, is one of tcpdump's", async () => {
    await withTools({ dumpcap: ORDINARY, tcpdump: ORDINARY }, CAPTURE, async ({ env, notes, forbid }) => {
      forbid("dumpcap");
      const child = startHttpscope(["live", "-i", "wire0", "-T", "ndjson"], { env });
      const heard = listen(child.stdout);
      const end = ended(child);
      await waitFor("a transaction", () => heard.text.includes("/second"));
      child.kill("SIGINT");
      expect((await end).status).toBe(0);
      expect(notes()[0]).toMatch(/^tcpdump\|/);
    });
  });

  test("of dumpcap's, and tcpdump is not there: who is in its group may", async () => {
    await withTools({ dumpcap: ORDINARY }, CAPTURE, async ({ env, forbid }) => {
      forbid("dumpcap");
      expect((await httpscope(["live", "-i", "wire0"], { env })).stderr).toBe(
        "httpscope: wire0 may not be captured from: dumpcap is for a group only; run as root, or, on Debian: sudo usermod -a -G wireshark $USER, and log in again\n",
      );
    });
  });
});
