import { execFile } from "node:child_process";
import { connect } from "node:net";
import { promisify } from "node:util";
import { METRIC_NAMES } from "@homesync/protocol";
import { describe, expect, test, vi } from "vitest";
import { HAS_CURL } from "./curl.ts";
import { RunningDemo } from "./running-demo.ts";

const run = promisify(execFile);
if (!HAS_CURL) process.stderr.write("curl is not installed: the demo's curl lines are tried with fetch\n");

/** Runs a command line that the demo printed, as someone would who pastes it into a terminal. */
async function paste(line: string, token: string): Promise<unknown> {
  if (HAS_CURL) {
    const { stdout } = await run("sh", ["-c", line], { env: { ...process.env, TOKEN: token } });
    return JSON.parse(stdout);
  }
  const url = /https?:\/\/[^ ']+/.exec(line)?.[0] ?? "";
  const body = /-d '([^']*)'/.exec(line)?.[1];
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const response = await fetch(url, body === undefined ? { headers } : { method: "POST", headers, body });
  return response.json();
}

describe("the demo", () => {
  test("shows 100 nodes, stores every metric of each, and switches a relay with the line that it prints", async () => {
    const demo = new RunningDemo(["--interval", "1"]);
    await demo.printed(/100 virtual nodes are online/);
    const [, token = ""] = await demo.printed(/TOKEN=(\S+)/);
    const [, api = ""] = await demo.printed(/API +(\S+)/);
    await demo.printed(/Ctrl-C ends it/);

    const [command = ""] = await demo.printed(/curl .*commands\/relay/);
    await expect(paste(command, token)).resolves.toMatchObject({ status: "confirmed", result: "off" });
    for (const [line] of demo.output.matchAll(/^ {2}curl .*\$TOKEN.*$/gm)) {
      await expect(paste(line, token)).resolves.not.toHaveProperty("status");
    }

    const get = async (path: string): Promise<unknown> =>
      (await fetch(`${api}${path}`, { headers: { authorization: `Bearer ${token}` } })).json();
    const { homes } = (await get("/homes")) as { homes: { home_id: string }[] };
    expect(homes).toHaveLength(100);
    await vi.waitFor(
      async () => {
        for (const { home_id } of homes) {
          for (const metric of METRIC_NAMES) {
            const path = `/homes/${home_id}/nodes/node-001/history?metric=${metric}&limit=1`;
            expect(await get(path)).toMatchObject({ points: [{ quality: 100 }] });
          }
        }
      },
      { timeout: 30_000, interval: 1_000 },
    );

    demo.process.kill("SIGINT");
    await expect(demo.ended()).resolves.toBe(0);
    expect(demo.output).toContain("100 of 100 nodes ended in order");
  }, 120_000);

  test("ends when whoever started it is killed and can tell it nothing", async () => {
    const demo = new RunningDemo(["--nodes", "3"], "shell");
    await demo.printed(/Ctrl-C ends it/);
    const [, port = ""] = await demo.printed(/API +http:\/\/127\.0\.0\.1:(\d+)/);
    demo.process.kill("SIGKILL");
    await vi.waitFor(() => refused(Number(port)), { timeout: 20_000, interval: 200 });
  }, 120_000);

  test("tells what is wrong with its command line", async () => {
    const demo = new RunningDemo(["--nodes", "many"]);
    await expect(demo.ended()).resolves.toBe(2);
    expect(demo.output).toContain('--nodes must be a whole number from 1 to 5000, not "many"');
    expect(demo.output).not.toContain("    at ");
  }, 30_000);
});

/** Resolves when nothing listens on a port of this machine. */
function refused(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      reject(new Error("still listening"));
    });
    socket.once("error", () => resolve());
  });
}
