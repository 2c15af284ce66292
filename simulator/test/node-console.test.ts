import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { withServers } from "@homesync/broker/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { CONSOLE_COMMANDS, parseConsoleLine } from "../src/console/command.ts";
import { EventText } from "../src/console/event-text.ts";
import { runCommandLine } from "./cli/command-line.ts";

vi.setConfig({ testTimeout: 60_000 });

const MAIN = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));
const PROGRAM = [process.execPath, "--conditions=@homesync/source", "--import", "tsx", MAIN, "node"];

/** A node as a script uses it: its output, and what it is told when something was seen. */
class ScriptedNode {
  readonly #child = spawn(PROGRAM[0] as string, [...PROGRAM.slice(1), "--interval", "1"], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  out = "";

  constructor() {
    this.#child.stdout.on("data", (text: Buffer) => {
      this.out += text.toString();
    });
    onTestFinished(() => void this.#child.kill("SIGKILL"));
  }

  type(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  /** Waits for what comes after a place in the output; answers the place behind it. */
  async sees(pattern: RegExp, from = 0): Promise<number> {
    await expect.poll(() => this.out.slice(from), { timeout: 30_000, interval: 20 }).toMatch(pattern);
    const match = pattern.exec(this.out.slice(from)) as RegExpExecArray;
    return from + match.index + match[0].length;
  }

  async ended(): Promise<number> {
    this.#child.stdin.end();
    const [status] = (await once(this.#child, "exit")) as [number];
    return status;
  }
}

test("a script pokes a node: load, button, power, sensors, crash, commands", async () => {
  const node = new ScriptedNode();
  let at = await node.sees(/connected\n/);
  node.type("load 1234");
  at = await node.sees(/-> telemetry\/power q0 \{"value":1234,"unit":"W"/, at);
  node.type("press");
  at = await node.sees(/-> status\/relay q1 retained \{"state":"off","cause":"button"/, at);
  node.type("send led on");
  at = await node.sees(/<- command\/led q1 \{"request_id":"console-1".*"action":"on"/, at);
  await node.sees(/-> response\/command q1 \{"request_id":"console-1","status":"success","result":"on"/, at);
  node.type("temperature 42");
  at = await node.sees(/-> telemetry\/temperature q0 \{"value":42,/, at);
  node.type("power off");
  at = await node.sees(/disconnected: /, at);
  node.type("status");
  at = await node.sees(/without power, not connected, relay off/, at);
  node.type("power on");
  at = await node.sees(/-> status\/online q1 retained \{"online":true.*"reset_reason":"power_on"/, at);
  node.type("crash watchdog");
  at = await node.sees(/-> status\/online q1 retained \{"online":true.*"reset_reason":"watchdog"/, at);
  node.type("network reset");
  at = await node.sees(/disconnected: the connection was reset/, at);
  at = await node.sees(/connected/, at);
  node.type("fly");
  at = await node.sees(/there is no command fly: help lists them/, at);
  node.type("power maybe");
  at = await node.sees(/write it as: power off\|on/, at);
  node.type("quit");
  at = await node.sees(/-> status\/online q1 retained \{"online":false,"reason":"shutdown"/, at);
  expect(await node.ended()).toBe(0);
  // Neither colours nor anything else that only a screen understands.
  expect(node.out).not.toContain("\u001b");
});

test("the end of the input ends the node in order", async () => {
  const { status, out, err } = await runCommandLine("node --seed 7", {
    input: ["# a comment", "", "wait 0.3", "help"],
  });
  expect(status).toBe(0);
  expect(out).toMatch(/ {2}press \[long\] +the button: short toggles the relay/);
  expect(out).toMatch(/"online":false,"reason":"shutdown"/);
  expect(err).toMatch(/node sim-7\w\w-0001\/node-001 \(\w.*: [a-z ]+\), seed 7; help lists/);
});

withServers("in a terminal (tmux)", () => {
  const tmux = (...args: string[]) => promisify(execFile)("tmux", ["-L", socket, ...args]);
  const socket = `homesync-${process.pid}`;

  test("it is coloured, and Ctrl-C ends it in order", async () => {
    onTestFinished(() => tmux("kill-server").then(undefined, () => undefined));
    // The shell stays, so that the screen can be read when the program has ended.
    const line = [...PROGRAM, "--interval", "1"].map((word) => `'${word}'`).join(" ");
    await tmux("new-session", "-d", "-x", "200", "-y", "50", `${line}; echo "status $?"; cat`);
    const screen = async (): Promise<string> => (await tmux("capture-pane", "-p", "-e", "-S", "-200")).stdout;
    await expect.poll(screen, { timeout: 30_000 }).toContain("\u001b[36m->");
    await tmux("send-keys", "load 777", "Enter");
    await expect.poll(screen, { timeout: 30_000 }).toMatch(/"value":777,"unit":"W"/);
    await tmux("send-keys", "C-c");
    await expect.poll(screen, { timeout: 30_000 }).toMatch(/"reason":"shutdown".*status 0/s);
  });
});

test("what others sent cannot move the cursor", () => {
  const text = new EventText("h", "n", false);
  const line = text.line("12:00:00.000", {
    kind: "received",
    topic: "homesync/h/nodes/n/command/relay",
    payload: Buffer.from("\u001b[2J{}\r\n"),
    qos: 1,
    retain: true,
  });
  expect(line).toBe("12:00:00.000 <- command/relay q1 retained \ufffd[2J{}\ufffd\ufffd\n");
});

test("every command understands its own usage", () => {
  const examples = [
    "load 100",
    "load home",
    "temperature 20.5",
    "press",
    "press long",
    "power off",
    "crash",
    "restart",
    "meter noise",
    "thermometer out",
    "relay stuck",
    "flash worn",
    "network cut",
    "clock -30",
    'send config set {"settings":{"name":"attic"}}',
    "status",
    "wait 1",
    "help",
    "quit",
  ];
  for (const line of examples) expect([line, typeof parseConsoleLine(line)]).toEqual([line, "object"]);
  const words = new Set(examples.map((line) => line.split(" ")[0]));
  expect(words).toEqual(new Set(Object.keys(CONSOLE_COMMANDS)));
  for (const line of ["load", "load x", "load 1 2", "send relay", "send relay on {", "wait -1", "clock"]) {
    expect(parseConsoleLine(line)).toMatch(/^write it as: /);
  }
});
