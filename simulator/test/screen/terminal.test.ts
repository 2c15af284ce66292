import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { withServers } from "@homesync/broker/testing";
import { afterEach, beforeEach, expect, test } from "vitest";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
/** As a user has it: without what vitest tells React of itself, by which another React is loaded. */
const SIM = `env -u NODE_ENV ${process.execPath} --import tsx --conditions=@homesync/source ${MAIN}`;

// A server of its own: whatever else runs in tmux is another's.
let servers = 0;
const tmux = (...args: string[]): string =>
  execFileSync("tmux", ["-L", `homesync-${process.pid}-${servers}`, "-f", "/dev/null", ...args], {
    encoding: "utf8",
  });

const screen = (): string => tmux("capture-pane", "-p", "-t", "sim", "-S", "-200");
const type = (...keys: string[]): string => tmux("send-keys", "-t", "sim", ...keys);
const until = (pattern: RegExp) => expect.poll(screen, { timeout: 40_000, interval: 200 }).toMatch(pattern);

withServers("homesync-sim in a terminal (tmux)", () => {
  beforeEach(() => {
    // One that is on its way out takes no new session.
    servers++;
    tmux("new-session", "-d", "-s", "sim", "-x", "110", "-y", "45", "sh");
  });
  afterEach(() => {
    tmux("kill-server");
  });

  test("the live screen: pause, a fault, and an end in order", { timeout: 90_000 }, async () => {
    type(`${SIM} run -n 20 --seed 3 -i 1 --threshold 'connect.failed == 0'; echo "status $?"`, "Enter");
    await until(/20 of 20 nodes connected/);
    await until(/✓ connect.failed == 0/);
    type("p");
    await until(/PAUSED/);
    type("p");
    await until(/p pause · f inject a fault/);
    type("f");
    await until(/inject which fault\?/);
    type("1");
    await until(/faults +power_cut of 2 nodes/);
    await until(/log +injected power_cut/);
    type("q");
    await until(/status 0/);
    const end = screen();
    expect(end).toMatch(/ended +20 of 20 nodes in order/);
    expect(end).toMatch(/fault +power_cut of 2 nodes/);
    expect(end).toMatch(/passed: all 1 thresholds hold/);
    // The terminal is the shell's again.
    type("echo back", "Enter");
    await until(/^back$/m);
  });

  test("Ctrl-C on the live screen ends in order; --no-screen shows a line instead", {
    timeout: 90_000,
  }, async () => {
    type(`${SIM} run -n 3 -i 1; echo "status $?"`, "Enter");
    await until(/3 of 3 nodes connected/);
    type("C-c");
    await until(/ended +3 of 3 nodes in order[\s\S]*status 0/);
    type("clear", "Enter");
    type(`${SIM} run -n 3 -i 1 --no-screen; echo "status $?"`, "Enter");
    await until(/\d s · 3\/3 connected · \d+ msg\/s/);
    type("C-c");
    await until(/ended because it was asked to end[\s\S]*status 0/);
  });
});
