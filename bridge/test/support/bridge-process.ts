import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, vi } from "vitest";
import { KeyRing } from "../../src/auth/key-ring.ts";
import { type TokenRequest, Tokens } from "../../src/auth/tokens.ts";
import { systemClock } from "../../src/time/clock.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const inFolder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** `homesync-bridge` in a process of its own, on ports that nothing else uses, which ends with the test. */
export class BridgeProcess {
  readonly url: string;
  readonly brokerUrl: string;
  /** Everything that it wrote. */
  readonly output: () => string;
  readonly #tokens: Tokens;

  private constructor(url: string, brokerUrl: string, output: () => string, tokens: Tokens) {
    this.url = url;
    this.brokerUrl = brokerUrl;
    this.output = output;
    this.#tokens = tokens;
  }

  static async start(environment: Readonly<Record<string, string>> = {}): Promise<BridgeProcess> {
    const data = await temporaryDirectory();
    const tsx = createRequire(import.meta.url).resolve("tsx");
    const program = ["--conditions=@homesync/source", "--import", tsx, inFolder("../../src/cli/main.ts")];
    const child: ChildProcess = spawn(process.execPath, program, {
      env: {
        ...process.env,
        HOMESYNC_DATA: data,
        HOMESYNC_BROKER_PORT: "0",
        HOMESYNC_HTTP_PORT: "0",
        ...environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    onTestFinished(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    });
    let written = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        written += chunk.toString();
      });
    }
    const line = /API (\S+)\/api\/v1, broker (\S+);/;
    await vi.waitFor(() => expect(written).toMatch(line), { timeout: 60_000, interval: 20 });
    const [, url = "", brokerUrl = ""] = line.exec(written) ?? [];
    const ring = await KeyRing.open(`${data}/signing-keys.json`, systemClock);
    return new BridgeProcess(url, brokerUrl, () => written, new Tokens(ring, systemClock));
  }

  issueToken(request: TokenRequest): Promise<string> {
    return this.#tokens.issue(request);
  }

  /** The metrics of the process, each line's number by the rest of it. */
  async metrics(): Promise<ReadonlyMap<string, number>> {
    const authorization = `Bearer ${await this.issueToken({ homes: "*", role: "viewer" })}`;
    const text = await (await fetch(`${this.url}/metrics`, { headers: { authorization } })).text();
    const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    return new Map(
      lines.map((line) => {
        const end = line.lastIndexOf(" ");
        return [line.slice(0, end), Number(line.slice(end + 1))] as const;
      }),
    );
  }
}
