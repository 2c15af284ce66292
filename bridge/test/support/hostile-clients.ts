import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

/** What hostile clients know of the bridge that they attack. */
export interface Target {
  readonly port: number;
  /** A home that is none of theirs. */
  readonly path: string;
  /** A good token, for another home. */
  readonly token: string;
}

/** One kind of hostile client: what one does with a connection of its own, from its opening to its close. */
type Attack = (socket: Socket, target: Target, random: () => number) => void;

const get = (path: string, headers = ""): string => `GET ${path} HTTP/1.1\r\nhost: x\r\n${headers}\r\n`;
const bearer = (token: string): string => `authorization: Bearer ${token}\r\n`;
const upgrade = (token: string): string =>
  get(
    "/api/v1/live",
    `connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${randomBytes(16).toString("base64")}\r\n${bearer(token)}`,
  );
const pick = <T>(values: readonly T[], random: () => number): T =>
  values[Math.floor(random() * values.length)] as T;

/** Writes a little every now and then, until the other side has enough. */
function trickle(socket: Socket, bytes: string): void {
  const timer = setInterval(() => socket.write(bytes), 200);
  socket.once("close", () => clearInterval(timer));
}

const TRICKS = [
  "/api/v1/homes/../../../etc/passwd",
  "/api/docs/static/../../../../package.json",
  "/api/docs/static/..%2f..%2f..%2fpackage.json",
  "/api/docs/static/%2e%2e/%2e%2e/package.json",
  "//api/v1/homes",
  "/api/v1/homes/%00/nodes",
  "/api/v1/homes/%E0%A4%A/nodes",
  "/api/v1//homes/",
  "/API/V1/HOMES",
  "/api/v1/homes;role=admin",
  "/api/v1/homes?role=admin&access[homes]=*",
  "http://evil.example/api/v1/homes",
  "*",
  `/${"a/".repeat(3_000)}`,
  "/healthz/../api/v1/homes",
  "/api/docs/../v1/homes",
];

const GARBAGE = [
  "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
  "\x10\x20\x00\x04MQTT\x04\x02\x00\x3c",
  "GET / HTTP/9.9\r\n\r\n",
  "GET /healthz\r\n\r\n",
  "POST /api/v1/homes HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /api/v1/homes HTTP/1.1\r\n\r\n",
  "GET / HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
  `GET / HTTP/1.1\r\n${"x: y\r\n".repeat(5_000)}\r\n`,
  "\r\n".repeat(500),
];

/** Each kind of attack of the issue. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  wrongTokens(socket, { path }, random) {
    const part = (): string => Buffer.from(`${random()}`).toString("base64url");
    socket.write(get(path, bearer(`${part()}.${part()}.${part()}`)));
  },
  otherHomes(socket, { path, token }) {
    socket.write(get(path, bearer(token)));
  },
  oversizedBodies(socket, { path, token }) {
    const head = `POST ${path}/commands/relay HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${bearer(token)}`;
    socket.write(`${head}content-length: 100000000\r\n\r\n${"x".repeat(100_000)}`);
  },
  slowReads(socket, { token }) {
    socket.pause();
    for (let count = 0; count < 20; count += 1) socket.write(get("/api/docs/json", bearer(token)));
  },
  slowHeaders(socket) {
    socket.write("GET /api/v1/homes HTTP/1.1\r\n");
    trickle(socket, "x: y\r\n");
  },
  slowBodies(socket, { path, token }) {
    socket.write(
      `POST ${path}/commands/relay HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 4000\r\n${bearer(token)}\r\n{`,
    );
    trickle(socket, " ");
  },
  malformedFrames(socket, { token }, random) {
    socket.write(upgrade(token));
    // Unmasked, of reserved kinds, and longer than anyone may send.
    const frames = [
      "\x81\x05hello",
      "\x8f\x80\x00\x00\x00\x00",
      "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
      "\x00\x00",
    ];
    socket.once("data", () => socket.write(Buffer.from(pick(frames, random), "latin1")));
  },
  pathTricks(socket, { token }, random) {
    socket.write(get(pick(TRICKS, random), random() < 0.5 ? bearer(token) : ""));
  },
  malformedHttp(socket, _target, random) {
    socket.write(Buffer.from(pick(GARBAGE, random), "latin1"));
  },
  silence(socket, _target, random) {
    if (random() < 0.5) socket.write(upgrade("a.b.c"));
  },
};

/** Hostile clients at work: each opens a connection, does its worst, and opens the next when that is over. */
export class HostileClients {
  readonly #target: Target;
  readonly #random: () => number;
  readonly #sockets = new Set<Socket>();
  readonly #received: Buffer[] = [];
  #stopped = false;
  #connections = 0;

  constructor(target: Target, random: () => number) {
    this.#target = target;
    this.#random = random;
  }

  /** Everything that the bridge ever sent to them. */
  get received(): string {
    return Buffer.concat(this.#received).toString("latin1");
  }

  get connections(): number {
    return this.#connections;
  }

  /** @param count clients of each kind */
  start(count: number): void {
    this.#stopped = false;
    for (const attack of Object.values(ATTACKS)) {
      for (let index = 0; index < count; index += 1) this.#attack(attack);
    }
  }

  stop(): void {
    this.#stopped = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  #attack(attack: Attack): void {
    if (this.#stopped) return;
    this.#connections += 1;
    const socket = connect(this.#target.port, "127.0.0.1", () => attack(socket, this.#target, this.#random));
    this.#sockets.add(socket);
    let answered = false;
    socket.on("data", (data) => {
      this.#received.push(data);
      // One answer is enough to know; the next connection comes a moment later.
      if (!answered) setTimeout(() => socket.destroy(), 100);
      answered = true;
    });
    socket.on("error", () => undefined);
    socket.once("close", () => {
      this.#sockets.delete(socket);
      setTimeout(() => this.#attack(attack), 100);
    });
  }
}
