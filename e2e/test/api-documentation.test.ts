import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startBridge } from "@homesync/bridge";
import { parseBrokerUrl } from "@homesync/broker/reach";
import { startFleet } from "@homesync/simulator";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { HAS_CURL } from "./curl.ts";

const run = promisify(execFile);
const page = await readFile(new URL("../../docs/api.md", import.meta.url), "utf8");
const lines = [...page.matchAll(/^```bash\n(.*?)^```$/gms)].flatMap(([, block = ""]) =>
  block.trim().split("\n"),
);

/** A bridge with one virtual node, and the variables that the page names. */
const environment: Record<string, string> = {};
const undo: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), "homesync-api-"));
  undo.push(() => rm(dataDirectory, { recursive: true, force: true }));
  const bridge = await startBridge({
    dataDirectory,
    broker: { kind: "embedded", port: 0 },
    http: { port: 0 },
  });
  undo.push(() => bridge.close());
  const broker = { address: parseBrokerUrl(bridge.brokerUrl) };
  const fleet = await startFleet({ broker, nodes: 1, intervalS: 1 });
  undo.push(() => fleet.stop());
  await fleet.whenConnected();
  await vi.waitFor(() => expect(bridge.stats().stored).toBeGreaterThan(0), { timeout: 30_000, interval: 50 });
  environment["API"] = `${bridge.url}/api/v1`;
  environment["TOKEN"] = await bridge.issueToken({ homes: "*", role: "admin" });
  environment["HOME_ID"] = fleet.nodes[0]?.homeId ?? "";
}, 60_000);

afterAll(async () => {
  for (const step of undo.reverse()) await step();
}, 30_000);

describe.skipIf(!HAS_CURL)("the examples of docs/api.md", () => {
  test("are found at all", () => expect(lines.length).toBeGreaterThan(15));

  test.each(lines)("%s", { timeout: 60_000 }, async (line) => {
    const { stdout } = await run("sh", ["-c", line.replace("curl ", "curl --fail-with-body ")], {
      env: { ...process.env, ...environment },
    }).catch((error: { stdout?: string }) => {
      throw new Error(`${line}\n${error.stdout ?? String(error)}`);
    });
    expect(stdout).not.toBe("");
  });
});
