import { once } from "node:events";
import { connect } from "node:net";
import { freePort } from "./free-port.ts";
import { ServerProcess } from "./server-process.ts";

/** A real Redis on a port of its own. What it holds is gone when it stops, unless it is to persist. */
export class RedisServer {
  readonly port: number;
  /** `redis://127.0.0.1:port` */
  readonly url: string;
  readonly #process: ServerProcess;

  private constructor(port: number, process: ServerProcess) {
    this.port = port;
    this.url = `redis://127.0.0.1:${port}`;
    this.#process = process;
  }

  /** @param persist keeps every write in its append-only file */
  static async start({ persist = false } = {}): Promise<RedisServer> {
    const port = await freePort();
    const settings = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", ""];
    const process = await ServerProcess.make({
      name: "redis",
      program: "redis-server",
      debianPackage: "redis-server",
      args: (folder) => [...settings, "--dir", folder, "--appendonly", persist ? "yes" : "no"],
      isReady: () => answersPing(port),
    });
    const redis = new RedisServer(port, process);
    await redis.startAgain();
    return redis;
  }

  async stop(): Promise<void> {
    await this.#process.stop();
  }

  /** Starts it on the same port after {@link stop}. */
  async startAgain(): Promise<void> {
    try {
      await this.#process.start();
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#process.close();
  }
}

async function answersPing(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    socket.write("PING\r\n");
    const [answer] = (await once(socket, "data")) as [Buffer];
    return answer.toString().startsWith("+PONG");
  } finally {
    socket.destroy();
  }
}
