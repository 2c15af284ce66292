import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";

vi.setConfig({ testTimeout: 60_000 });

const CHECK = fileURLToPath(new URL("../../.ci/left-behind.mjs", import.meta.url));

/** Runs the check as .ci/run does, from a shell that has started something before. */
function check(marker: string, before = ":"): Promise<{ readonly status: number; readonly text: string }> {
  const env = { ...process.env, HOMESYNC_CI_RUN: marker, HOMESYNC_LEFT_BEHIND_MS: "500" };
  const script = `${before}\n"$0" "$1"\nexit $?`;
  return new Promise((resolve) => {
    execFile("bash", ["-c", script, process.execPath, CHECK], { env }, (error, stdout) => {
      resolve({ status: Number(error?.code ?? 0), text: stdout });
    });
  });
}

const marker = (name: string) => `${name}-${process.pid}-${Date.now()}`;

test("nothing left behind passes, whatever else runs on the machine", async () => {
  expect(await check(marker("nothing"))).toEqual({ status: 0, text: "1 passed, 0 failed\n" });
});

test("a process of another session, whose parent has ended, is found and named", async () => {
  const leak = marker("leak");
  const sleeper = spawn(process.execPath, ["-e", "setTimeout(() => {}, 600_000)", leak], {
    detached: true,
    stdio: "ignore",
    env: { ...process.env, HOMESYNC_CI_RUN: leak },
  });
  onTestFinished(async () => {
    if (sleeper.exitCode !== null || sleeper.signalCode !== null) return;
    sleeper.kill("SIGKILL");
    await once(sleeper, "exit");
  });
  await once(sleeper, "spawn");
  const found = await check(leak);
  expect(found.status).toBe(1);
  expect(found.text).toContain(`left behind: ${sleeper.pid} ${process.execPath} -e`);
  expect(found.text).toMatch(/0 passed, 1 failed\n$/);
  expect(await check(marker("another"))).toMatchObject({ status: 0 });
});

test("one without the variable is found below the script that started it", async () => {
  const sleeper = `env -i ${process.execPath} -e "setTimeout(() => {}, 600_000)" >/dev/null 2>&1 & trap 'kill $!' EXIT`;
  const found = await check(marker("empty"), sleeper);
  expect(found.status).toBe(1);
  expect(found.text).toContain("setTimeout");
});
