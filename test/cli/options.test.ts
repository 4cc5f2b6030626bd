import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/core/errors.js";
import { parseArguments, type CommandLine } from "../../src/cli/options.js";

async function optionsOf(...args: string[]): Promise<CommandLine> {
  const request = await parseArguments(args);
  if (request.command !== "report") throw new Error(`${request.command}, not a report`);
  return request.options;
}

const DEFAULTS: CommandLine = {
  files: ["a.pcap"],
  format: "table",
  output: null,
  verify: false,
  decode: false,
  filter: null,
  failOn: null,
  all: false,
  limit: null,
  quiet: false,
  noColor: false,
  jobs: null,
};

describe("the command line", () => {
  test("captures alone ask for a table on standard output", async () => {
    expect(await optionsOf("a.pcap")).toEqual(DEFAULTS);
  });

  test.each([
    [["-T", "ndjson", "a.pcap"], { format: "ndjson" }],
    [["-Tndjson", "a.pcap"], { format: "ndjson" }],
    [["--format=json", "a.pcap"], { format: "json" }],
    [["a.pcap", "-o", "out"], { output: "out" }],
    [["a.pcap", "--output", "-"], { output: null }],
    [["--verify", "a.pcap"], { verify: true }],
    [["--fail-on", "warning", "a.pcap"], { failOn: "warning" }],
    [
      ["--from", "14:28:02", "--to=+90s", "a.pcap"],
      { filter: { from: "14:28:02", to: "+90s", hosts: [], ports: [] } },
    ],
    [
      [
        "--host",
        "192.0.2.5,2001:db8::/32",
        "--host=198.51.100.9",
        "--port",
        "80, 8080",
        "--port=81",
        "a.pcap",
      ],
      {
        filter: {
          from: null,
          to: null,
          hosts: ["192.0.2.5", "2001:db8::/32", "198.51.100.9"],
          ports: [80, 8080, 81],
        },
      },
    ],
    [["--decode", "a.pcap"], { decode: true }],
    [["--all", "a.pcap"], { all: true }],
    [["--limit", "5", "a.pcap"], { limit: 5 }],
    [["--jobs", "16", "a.pcap"], { jobs: 16 }],
    [["-q", "--no-color", "a.pcap", "-q"], { quiet: true, noColor: true }],
    [["-qTjson", "a.pcap"], { quiet: true, format: "json" }],
  ])("%j", async (args, wanted) => {
    expect(await optionsOf(...args)).toEqual({ ...DEFAULTS, ...wanted });
  });

  test.each([
    ["- is standard input, among options too", ["-q", "-", "b"], ["-", "b"]],
    [
      "names that look like numbers stay as they are",
      ["-q", "2010", "1e3", "0x10", "007"],
      ["2010", "1e3", "0x10", "007"],
    ],
    [
      "names that look like values of a switch are names",
      ["--verify", "true", "-q", "false"],
      ["true", "false"],
    ],
    [
      "-r may repeat and goes before the other captures",
      ["c", "-r", "a", "-rb", "--read=d"],
      ["a", "b", "d", "c"],
    ],
    ["-r takes one name, not all that follow", ["-r", "a", "b"], ["a", "b"]],
    ["-r - is standard input", ["-r", "-"], ["-"]],
    ["-- ends the options", ["-q", "--", "-x", "--all", "-", "live"], ["-x", "--all", "-", "live"]],
    ["a capture called live is given with its folder", ["./live"], ["./live"]],
    ["a command's word behind a capture is a capture", ["a", "show"], ["a", "show"]],
    [
      "names with equals signs and quotes stay whole",
      ["-q", "-r", "a=b", "'c'", '"d"'],
      ["a=b", "'c'", '"d"'],
    ],
  ])("%s", async (_name, args, files) => {
    expect((await optionsOf(...args)).files).toEqual(files);
  });

  test.each([
    [[], "no capture given: httpscope FILE.., or - for standard input; httpscope --help says more"],
    [["-q"], "no capture given: httpscope FILE.., or - for standard input; httpscope --help says more"],
    [[""], "a capture's name is empty"],
    [["--nope", "a"], "unknown option --nope; httpscope --help lists them"],
    [["--T", "json"], "unknown option --T; httpscope --help lists them"],
    [["--toString"], "unknown option --toString; httpscope --help lists them"],
    [["--__proto__=1", "a"], "unknown option --__proto__; httpscope --help lists them"],
    [["--anwsers", "a"], "unknown option --anwsers; did you mean --answers?"],
    [["quiz", "--quite", "a"], "unknown option --quite; did you mean --quiet?"],
    [["-qx", "a"], "unknown option -x; httpscope --help lists them"],
    [["-5", "a"], "unknown option -5; httpscope --help lists them"],
    [["--quiet=yes", "a"], "--quiet is a switch and takes no value"],
    [["a", "-r"], "--read needs a value"],
    [["-o", "--all", "a"], "--output needs a value"],
    [["--limit=", "a"], "--limit needs a value"],
    [["--limit", "many", "a"], '--limit: "many" is not a number from 1 to 1000000000'],
    [["--limit", "0", "a"], '--limit: "0" is not a number from 1 to 1000000000'],
    [["--limit=-5", "a"], '--limit: "-5" is not a number from 1 to 1000000000'],
    [["--limit", "1e3", "a"], '--limit: "1e3" is not a number from 1 to 1000000000'],
    [["--limit", "5", "--limit", "6", "a"], "--limit is given 2 times; once is enough"],
    [["-T", "json", "-T", "json", "a"], "--format is given 2 times; once is enough"],
    [["--jobs", "0", "a"], '--jobs: "0" is not a number from 1 to 16'],
    [["--jobs", "17", "a"], '--jobs: "17" is not a number from 1 to 16'],
    [["--jobs=all", "a"], '--jobs: "all" is not a number from 1 to 16'],
    [["-T", "xml", "a"], '--format: "xml" is not one of table, ndjson, json'],
    [["--fail-on", "error", "a"], '--fail-on: "error" is not one of note, warning, alert'],
    [
      ["--from", "noon", "a"],
      '--from: "noon" is no time, such as 2010-10-09T14:28:02Z, 14:28:02, +90s, or seconds since 1970',
    ],
    [["--from", "0", "--from", "1", "a"], "--from is given 2 times; once is enough"],
    [
      ["--host", "example.org", "a"],
      '--host: "example.org" is no address or prefix, such as 192.0.2.5, 192.0.2.0/24 or 2001:db8::/32',
    ],
    [["--port", "80,", "a"], '--port: "" is no port, a number from 0 to 65535'],
    [["--all", "--limit", "5", "a"], "--all and --limit contradict each other; give one of them"],
    [["--verify", "-"], "--verify reads a capture twice and standard input comes once; give it as a file"],
    [["live", "-q"], "live needs an interface: httpscope live -i eth0; httpscope live --list names them"],
    [["live", "-i", ""], "live needs an interface: httpscope live -i eth0; httpscope live --list names them"],
    [["live", "-i", "lo", "-i", "eth0"], "--interface is given 2 times; once is enough"],
    [["--follow", "-"], "--follow is for files: what comes through a pipe is reported as it comes anyway"],
    [["--follow", "a", "b"], "--follow reads one capture while it is written, and b is a second one"],
    [["--follow", "--verify", "a"], "--verify does nothing for a capture that is being written"],
    [["--follow", "--jobs=2", "a"], "--jobs does nothing for a capture that is being written"],
    [
      ["live", "-i", "lo", "--ring", "10:100M"],
      "--ring says how the packets of --write FILE are kept, and that is not given",
    ],
    ...["10", "0:100M", "10:0M", "10:1000", "10:100T", "10000:1G", "-1:1M"].map(
      (ring): [string[], string] => [
        ["live", "-i", "lo", "--write", "a", `--ring=${ring}`],
        `--ring: "${ring}" is no number of files and their size, 1M or more, such as 10:100M`,
      ],
    ),
    [
      ["live", "-i", "lo", "--write", "a", "-o", "a"],
      "--write and --output both name a; the report is no capture",
    ],
    [
      ["live", "-i", "lo", "--write", "./a", "-o", "b/../a"],
      "--write and --output both name ./a; the report is no capture",
    ],
    [["live", "-i", "lo", "--write", "-"], "--write: standard output is for the report; name a file"],
    [["live", "lo"], "live reads no capture, and lo is none of its options; an interface is given with -i"],
    [
      ["live", "--verify", "-i", "lo"],
      "--verify does nothing for live; httpscope live --help lists its options",
    ],
    [["-i", "lo", "a"], "--interface belongs to live; httpscope --help says how they are called"],
    [["-f", "port 80", "a"], "--bpf belongs to live; httpscope --help says how they are called"],
    [["-q", "explain"], "no capture given: httpscope explain FILE"],
    [["quiz"], "no capture given: httpscope quiz FILE"],
    [["show", "3.2"], "show needs a capture and an id: httpscope show FILE 3.2"],
    [
      ["show", "a.pcap", "0.1"],
      '"0.1" is no id: 3.2 is the second transaction of session 3, 3 the whole session',
    ],
    [["explain", "-"], "explain reads a capture twice and standard input comes once; give it as a file"],
    [["explain", "--all", "a"], "--all does nothing for explain; httpscope explain --help lists its options"],
    [["quiz", "-T", "ndjson", "a"], '--format: "ndjson" is not one of json'],
    [["explain", "--lang", "fr", "a"], '--lang: "fr" is not one of en, ko, ja'],
    [
      ["--lang", "ko", "a"],
      "--lang belongs to explain, show and quiz; httpscope --help says how they are called",
    ],
    [["--raw", "request", "a"], "--raw belongs to show; httpscope --help says how they are called"],
  ])("%j is refused in one line", async (args, line) => {
    await expect(parseArguments(args)).rejects.toEqual(new UsageError(line));
  });

  test("a command is asked for by the first word", async () => {
    const study = { files: ["a.pcap"], output: null, language: null, redact: false, all: false, limit: null };
    const plain = { ...study, quiet: false, noColor: false };
    expect(await parseArguments(["explain", "a.pcap"])).toEqual({ command: "explain", options: plain });
    expect(await parseArguments(["--redact", "show", "--raw", "response", "a.pcap", "3.2"])).toEqual({
      command: "show",
      options: { ...plain, redact: true, id: "3.2", raw: "response" },
    });
    expect(await parseArguments(["quiz", "-T", "json", "--answers", "--lang=ja", "a.pcap"])).toEqual({
      command: "quiz",
      options: { ...plain, language: "ja", answers: true, format: "json" },
    });
  });

  test.each([
    [["--write", "a.pcapng"], { file: "a.pcapng", ring: null }],
    [["--write", "a", "--ring", "10:100M"], { file: "a", ring: { files: 10, fileBytes: 100_000_000 } }],
    [["--write", "a", "--ring=1:2000k"], { file: "a", ring: { files: 1, fileBytes: 2_000_000 } }],
    [["--write", "a", "--ring=9999:1G"], { file: "a", ring: { files: 9_999, fileBytes: 1_000_000_000 } }],
    [["--write", "a", "--ring=2:1000000"], { file: "a", ring: { files: 2, fileBytes: 1_000_000 } }],
  ])("%j keeps the packets", async (args, keep) => {
    expect(await parseArguments(["live", "-i", "lo", ...args])).toMatchObject({ options: { keep } });
  });

  test("live captures at an interface, or names those there are", async () => {
    const { files: _, verify: _verify, jobs: _jobs, ...plain } = DEFAULTS;
    expect(await parseArguments(["live", "-i", "lo", "-f", "tcp port 80", "-qTndjson"])).toEqual({
      command: "live",
      options: {
        ...plain,
        networkInterface: "lo",
        captureFilter: "tcp port 80",
        keep: null,
        quiet: true,
        format: "ndjson",
      },
    });
    expect(await parseArguments(["live", "--list"])).toEqual({ command: "interfaces" });
  });

  test("--follow reads one capture while it is written", async () => {
    const { files: _, verify: _verify, jobs: _jobs, ...plain } = DEFAULTS;
    expect(await parseArguments(["--follow", "a.pcap", "--all"])).toEqual({
      command: "follow",
      options: { ...plain, file: "a.pcap", all: true },
    });
  });

  test("help and version are asked for, whatever else is", async () => {
    expect(await parseArguments(["-V", "-T", "json"])).toEqual({ command: "version" });
    const request = await parseArguments(["--help"]);
    expect(request.command).toBe("help");
  });

  test.each(["explain", "show", "quiz"] as const)(
    "%s has a help of its own, of 80 columns",
    async (command) => {
      const request = await parseArguments([command, "--help"]);
      if (request.command !== "help") throw new Error(`${request.command}, not help`);
      const { text } = request;
      expect(text).toContain(`Usage: httpscope ${command} `);
      expect(text).toContain("--lang");
      expect(text).not.toMatch(/--(?:verify|jobs|version)/);
      expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
      for (const [, example = ""] of text.matchAll(/^ {2}httpscope (.+?)(?: {2,}.*| >.*)$/gm))
        expect((await parseArguments(example.split(" "))).command).toBe(command);
    },
  );
});
