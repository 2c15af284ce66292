import { onTestFinished } from "vitest";
import type { Role } from "../../src/auth/access.ts";
import { type Bridge, startBridge } from "../../src/bridge.ts";
import type { BridgeConfig } from "../../src/config/bridge-config.ts";
import { type CapturedLog, capturedLog } from "./captured-log.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: the body of an HTTP answer, which tests look into
  readonly body: any;
}

export interface RunningBridge {
  readonly bridge: Bridge;
  readonly log: CapturedLog;
  /** Asks the API, with a token of the role for the homes given; null asks without. */
  ask(path: string, options?: AskOptions): Promise<Answer>;
}

export interface AskOptions {
  readonly method?: string;
  readonly body?: unknown;
  readonly role?: Role;
  readonly homes?: readonly string[] | "*";
  /** Sent instead of a good token; null sends none. */
  readonly authorization?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A whole bridge on ports of its own, with an embedded broker unless told otherwise, which ends with the test. */
export async function runningBridge(config: Partial<BridgeConfig> = {}): Promise<RunningBridge> {
  const log = capturedLog();
  const bridge = await startBridge({
    dataDirectory: config.dataDirectory ?? (await temporaryDirectory()),
    broker: { kind: "embedded", port: 0 },
    http: { port: 0 },
    log: log.log,
    ...config,
  });
  onTestFinished(() => bridge.close());
  return { bridge, log, ask: (path, options) => ask(bridge, path, options) };
}

async function ask(bridge: Bridge, path: string, options: AskOptions = {}): Promise<Answer> {
  const { method = "GET", body, role = "operator", homes = "*", headers = {} } = options;
  const authorization =
    options.authorization === undefined
      ? `Bearer ${await bridge.issueToken({ homes, role })}`
      : options.authorization;
  const response = await fetch(`${bridge.url}${path}`, {
    method,
    headers: {
      ...(authorization === null ? {} : { authorization }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get("content-type") ?? "");
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? JSON.parse(text) : undefined,
  };
}
