import { isLoopback, type Secret } from "@homesync/broker/reach";
import { type ChainableCommander, Redis } from "ioredis";
import type { Logger } from "pino";
import { usageError } from "../config/start-error.ts";
import type { NodeAddress, NodeState } from "./node-state.ts";
import type { StateArchive } from "./state-archive.ts";
import { decodeNode, encodeNode } from "./stored-node.ts";

export interface RedisOptions {
  /** `redis://host:port/db`, or `rediss://` for TLS; no credentials in it. */
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: Secret | undefined;
  /** Before every key; `homesync` when absent. */
  readonly prefix?: string | undefined;
  /** PEM of the authority that signed the server's certificate; the system's authorities when absent. */
  readonly ca?: string | undefined;
  /** Talk to another host than this one unencrypted. */
  readonly insecure?: boolean | undefined;
}

/** An answer takes at most this long, milliseconds. */
const TIMEOUT_MS = 5_000;
const MAX_RETRY_MS = 5_000;
/** Homes in one round trip. */
const HOMES_A_LOAD = 500;

/**
 * The state of nodes in Redis: a hash `{prefix}:home:{home_id}` for each home, from node_id to the state as JSON, and
 * the set of homes in `{prefix}:homes`. Others may read it.
 */
export class RedisArchive implements StateArchive {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #address: string;

  /** @throws StartError when the options are wrong or unsafe */
  constructor(options: RedisOptions, log: Logger) {
    const { host, port, db, tls } = parse(options);
    this.#prefix = options.prefix ?? "homesync";
    this.#address = `${host}:${port}`;
    this.#redis = new Redis({
      host,
      port,
      db,
      ...(tls
        ? { tls: { minVersion: "TLSv1.2", ...(options.ca === undefined ? {} : { ca: options.ca }) } }
        : {}),
      ...(options.username === undefined ? {} : { username: options.username }),
      ...(options.password === undefined ? {} : { password: options.password.reveal() }),
      // What is owed is kept, and joined, by who calls: a queue in here would grow while Redis is down.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      connectTimeout: TIMEOUT_MS,
      commandTimeout: TIMEOUT_MS,
      retryStrategy: (times) => Math.min(100 * 2 ** times, MAX_RETRY_MS),
    });
    // Unheard, it would end the process; what it means is told by the call that fails.
    this.#redis.on("error", (error: Error) =>
      log.debug({ redis: this.#address, reason: error.message }, "redis"),
    );
  }

  async load(): Promise<readonly NodeState[]> {
    await this.#connected();
    const homes = await this.#redis.smembers(this.#homesKey());
    const states: NodeState[] = [];
    for (let at = 0; at < homes.length; at += HOMES_A_LOAD) {
      const pipeline = this.#redis.pipeline();
      for (const home of homes.slice(at, at + HOMES_A_LOAD)) pipeline.hvals(this.#homeKey(home));
      for (const texts of (await run(pipeline)) as string[][]) {
        states.push(...texts.flatMap((text) => decodeNode(text) ?? []));
      }
    }
    return states;
  }

  async save(states: readonly NodeState[]): Promise<void> {
    const pipeline = this.#redis.pipeline();
    for (const state of states) {
      pipeline.sadd(this.#homesKey(), state.homeId);
      pipeline.hset(this.#homeKey(state.homeId), state.nodeId, encodeNode(state));
    }
    await run(pipeline);
  }

  async remove(nodes: readonly NodeAddress[]): Promise<void> {
    const pipeline = this.#redis.pipeline();
    for (const { homeId, nodeId } of nodes) pipeline.hdel(this.#homeKey(homeId), nodeId);
    await run(pipeline);
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
  }

  /** Waits for the first connect, for a bounded time. */
  async #connected(): Promise<void> {
    if (this.#redis.status === "ready") return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#redis.off("ready", ready);
        reject(new Error(`redis at ${this.#address} does not answer: check its address and credentials`));
      }, TIMEOUT_MS);
      const ready = (): void => {
        clearTimeout(timer);
        resolve();
      };
      this.#redis.once("ready", ready);
    });
  }

  #homesKey(): string {
    return `${this.#prefix}:homes`;
  }

  #homeKey(homeId: string): string {
    return `${this.#prefix}:home:${homeId}`;
  }
}

async function run(pipeline: ChainableCommander): Promise<readonly unknown[]> {
  const results = (await pipeline.exec()) ?? [];
  return results.map(([error, value]) => {
    if (error !== null) throw error;
    return value;
  });
}

function parse({ url, insecure, password }: RedisOptions) {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^rediss?:$/.test(parsed.protocol) || parsed.hostname === "") {
    throw usageError("Redis' URL must begin with redis:// or rediss://");
  }
  if (parsed.password !== "" || parsed.username !== "") {
    throw usageError("Redis' URL must hold no credentials: give them as settings of their own");
  }
  const tls = parsed.protocol === "rediss:";
  if (!tls && !isLoopback(parsed.hostname) && insecure !== true) {
    const what = password === undefined ? "the state of homes" : "credentials and the state of homes";
    throw usageError(
      `Redis at ${parsed.host}: ${what} would be sent unencrypted; use rediss:, or say insecure if you accept that`,
    );
  }
  const port = parsed.port === "" ? 6379 : Number(parsed.port);
  return {
    host: parsed.hostname.replace(/^\[|\]$/g, ""),
    port,
    db: Number(parsed.pathname.slice(1)) || 0,
    tls,
  };
}
