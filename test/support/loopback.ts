/** A server and its clients on the loopback, who keep a list of what they did. */
import { once } from "node:events";
import {
  Agent,
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { connect } from "node:net";
import { listen } from "./listen.js";
import { waitFor } from "./wait-for.js";

/** One transaction as its client saw it. */
export interface Exchange {
  /** The client's. */
  readonly port: number;
  readonly method: string;
  readonly target: string;
  readonly status: number;
  readonly sentSize: number;
  readonly receivedSize: number;
  readonly framing: "content-length" | "chunked";
  readonly cookie: string | null;
}

const PIPELINED = 5;
const CHUNKS = [1, 1_000, 70_000];

export class Loopback {
  /** In the order in which they were done, on each connection. */
  readonly done: Exchange[] = [];
  readonly #server: Server;
  #waitFor = 0;
  #waiting: (() => void)[] = [];

  private constructor() {
    this.#server = createServer((asked, answer) => this.#answer(asked, answer));
  }

  static async open(): Promise<Loopback> {
    const loopback = new Loopback();
    // So many may knock at once.
    loopback.#server.listen(0, "127.0.0.1", 1_024);
    await once(loopback.#server, "listening");
    return loopback;
  }

  get port(): number {
    const address = this.#server.address();
    return address !== null && typeof address === "object" ? address.port : 0;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** Each way of talking once: keep-alive, bodies of both framings, cookies, errors, pipelining. */
  async talk(): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (const path of ["/a", "/b?c=d", "/missing"]) await this.#ask(agent, "GET", path);
    await this.#ask(agent, "GET", "/cookie");
    await this.#ask(agent, "GET", "/cookie", { cookie: "sid=0123456789abcdef" });
    await this.#ask(agent, "GET", "/chunked");
    await this.#ask(agent, "POST", "/form", { body: Buffer.alloc(100_000, "a") });
    await this.#ask(agent, "PUT", "/pieces", { body: Buffer.alloc(30_000, "b"), isChunked: true });
    agent.destroy();
    await this.#pipeline();
  }

  /** So many connections open at once, with `rounds` transactions on each. */
  async crowd(connections: number, rounds: number): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections });
    for (let round = 0; round < rounds; round++) {
      // Nobody is answered before all have asked, so that all of them are open.
      this.#waitFor = connections;
      const asking = Array.from({ length: connections }, (_, index) =>
        this.#ask(agent, "GET", `/together/${round}/${index}`),
      );
      await Promise.all(asking);
    }
    agent.destroy();
  }

  async #ask(
    agent: Agent,
    method: string,
    path: string,
    { cookie, body, isChunked = false }: { cookie?: string; body?: Buffer; isChunked?: boolean } = {},
  ): Promise<void> {
    const headers = {
      ...(cookie !== undefined && { cookie }),
      ...(body !== undefined &&
        (isChunked ? { "transfer-encoding": "chunked" } : { "content-length": body.length })),
    };
    const asked = request({ host: "127.0.0.1", port: this.port, agent, method, path, headers });
    asked.end(body);
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      asked.once("response", resolve).once("error", reject);
    });
    let receivedSize = 0;
    const port = answer.socket.localPort ?? 0;
    answer.on("data", (piece: Buffer) => (receivedSize += piece.length));
    await once(answer, "end");
    this.done.push({
      port,
      method,
      target: path,
      status: answer.statusCode ?? 0,
      sentSize: body?.length ?? 0,
      receivedSize,
      framing: answer.headers["transfer-encoding"] === undefined ? "content-length" : "chunked",
      cookie: cookie ?? null,
    });
  }

  /** Requests sent in one go, before any answer. */
  async #pipeline(): Promise<void> {
    const socket = connect(this.port, "127.0.0.1");
    await once(socket, "connect");
    const port = socket.localPort ?? 0;
    const targets = Array.from({ length: PIPELINED }, (_, index) => `/pipelined/${index}`);
    const heads = targets.map((target) => `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${this.port}\r\n\r\n`);
    socket.write(heads.join(""));
    const heard = listen(socket);
    await waitFor("the last answer", () => heard.text.includes(`answer to ${targets.at(-1)}`));
    socket.destroy();
    for (const target of targets)
      this.done.push({
        port,
        method: "GET",
        target,
        status: 200,
        sentSize: 0,
        receivedSize: `answer to ${target}`.length,
        framing: "content-length",
        cookie: null,
      });
  }

  #answer(asked: IncomingMessage, answer: ServerResponse): void {
    const path = asked.url ?? "";
    const body = `answer to ${path}`;
    asked.resume();
    asked.once("end", () => {
      if (path.startsWith("/together/")) this.#answerTogether(() => answer.end(body));
      else if (path === "/missing") answer.writeHead(404, { "content-length": body.length }).end(body);
      else if (path === "/chunked") {
        for (const size of CHUNKS) answer.write(Buffer.alloc(size, "c"));
        answer.end();
      } else {
        if (path === "/cookie") answer.setHeader("set-cookie", "sid=0123456789abcdef; HttpOnly; Path=/");
        answer.setHeader("content-length", body.length).end(body);
      }
    });
  }

  #answerTogether(answer: () => void): void {
    this.#waiting.push(answer);
    if (this.#waiting.length < this.#waitFor) return;
    const all = this.#waiting;
    this.#waiting = [];
    for (const each of all) each();
  }
}
