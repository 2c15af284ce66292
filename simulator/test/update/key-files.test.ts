import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBroker } from "@homesync/broker";
import { makeUpdateKeys, writeKey } from "@homesync/protocol/signing";
import { expect, onTestFinished, test, vi } from "vitest";
import { ImageServer, simulatedImage } from "../../src/index.ts";
import type { RunReport } from "../../src/report/run-report.ts";
import { payloadsOn, Watcher } from "../brokers/watcher.ts";
import { runCommandLine } from "../cli/command-line.ts";
import { NEW_VERSION, offer, publicKey } from "./update-scene.ts";

vi.setConfig({ testTimeout: 60_000 });

/** Files of this content, by their names. */
async function files(contents: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), "homesync-keys-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const paths = Object.keys(contents).map((name) => [name, join(folder, name)] as const);
  for (const [name, path] of paths) await writeFile(path, contents[name] ?? "", { mode: 0o600 });
  return Object.fromEntries(paths);
}

const UPDATE = `--update-version ${NEW_VERSION} --update-at 2`;
const run = (options: string) =>
  runCommandLine(`run -n 3 --seed 5 --interval 1 --duration 8 --quiet --json ${options}`);

test("nodes take the updates that somebody signs with the key that they were told", async () => {
  const { trusted } = await files({ trusted: publicKey });
  const broker = await startBroker();
  onTestFinished(() => broker.close());
  const server = await ImageServer.start();
  onTestFinished(() => server.close());
  const watcher = await Watcher.open(broker.url);
  onTestFinished(() => watcher.close());
  const ended = run(`--broker ${broker.url} --home-prefix sim-key --update-key-file ${trusted}`);
  await watcher.until("a birth", (seen) => seen.some(({ topic }) => topic.endsWith("/status/firmware")));
  const image = simulatedImage({ version: NEW_VERSION });
  const command = JSON.stringify(offer(image, server.serve("a.bin", image)));
  await watcher.client.publishAsync("homesync/sim-key-0001/nodes/node-001/command/ota", command, { qos: 1 });
  await watcher.until("success", (seen) =>
    payloadsOn(seen, "/response/ota").some(({ status }) => status === "success"),
  );
  expect((await ended).status).toBe(0);
});

test("a scenario's update is signed with the key of a file, and refused where nodes trust another one", async () => {
  const { privateKey, publicKey: own } = makeUpdateKeys();
  const { signs, trusted, other } = await files({
    signs: writeKey(privateKey),
    trusted: writeKey(own),
    other: publicKey,
  });
  const signing = `${UPDATE} --update-signing-key-file ${signs}`;
  for (const trust of ["", `--update-key-file ${trusted}`]) {
    const { status, out } = await run(`${signing} ${trust}`);
    expect([status, (JSON.parse(out) as RunReport).metrics.counters["update.done"]]).toEqual([0, 3]);
  }
  const { metrics } = JSON.parse((await run(`${signing} --update-key-file ${other}`)).out) as RunReport;
  expect(metrics.counters).toMatchObject({ "update.done": 0, "update.failed": 3 });
  expect(metrics.errors["update.bad_signature"]).toBe(3);
});

test("a key that cannot be used is told before the run, and no part of it is shown", async () => {
  const { privateKey } = makeUpdateKeys();
  const secret = writeKey(privateKey);
  const { signs, trusted, text } = await files({ signs: secret, trusted: publicKey, text: "a text" });
  for (const [options, expected] of [
    [`--update-key-file ${signs}`, /this is a private key.*give the public one/],
    [`--update-key-file ${text}`, /no key in PEM/],
    ["--update-key-file /nowhere", /\/nowhere cannot be read \(ENOENT\)/],
    [`${UPDATE} --update-signing-key-file ${trusted}`, /no private key/],
    [`${UPDATE} --update-key-file ${trusted}`, /cannot sign with: give update.signing_key_file/],
  ] as const) {
    const { status, out, err } = await run(options);
    expect([status, out, err]).toEqual([2, "", expect.stringMatching(expected)]);
    expect(err).not.toContain(secret.split("\n")[1]);
  }
  const { status, err } = await runCommandLine(`node --update-key-file ${signs}`);
  expect([status, err]).toEqual([2, expect.stringMatching(/this is a private key/)]);
});
