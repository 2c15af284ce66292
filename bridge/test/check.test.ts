import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { startBroker } from "@homesync/broker";
import { Secret } from "@homesync/broker/reach";
import { freePort, makeCertificate, startMosquitto, withServers } from "@homesync/broker/testing";
import { expect, onTestFinished, test } from "vitest";
import { checkAll } from "../src/check/check-all.ts";
import { commandLine } from "../src/cli/command-line.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

const brief = (results: Awaited<ReturnType<typeof checkAll>>) =>
  Object.fromEntries(results.map(({ part, ok, text }) => [part, ok ? "ok" : text]));

test("everything that a bridge needs is there", async () => {
  const broker = await startBroker({ credentials: { me: { password: "hunter2", filters: ["#"] } } });
  onTestFinished(() => broker.close());
  const dataDirectory = await temporaryDirectory();
  const access = { url: broker.url, username: "me", password: new Secret("hunter2") };
  const results = await checkAll({
    dataDirectory,
    broker: { kind: "external", ...access },
    http: { port: 0 },
  });
  expect(brief(results)).toEqual({
    "data directory": "ok",
    "signing keys": "ok",
    broker: "ok",
    store: "ok",
    state: "ok",
    API: "ok",
  });
  // It knows MQTT 3.1.1 only, and nothing of the check is left on it.
  expect(results.find(({ part }) => part === "broker")?.text).toMatch(/accepts this client, with MQTT 3.1.1/);
});

test("each thing that does not work is told with what to do, and no secret", async () => {
  const broker = await startBroker({ credentials: { me: { password: "other", filters: ["#"] } } });
  onTestFinished(() => broker.close());
  const taken = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void taken.close());
  await once(taken, "listening");
  const { port } = taken.address() as { port: number };
  const results = await checkAll({
    dataDirectory: "/dev/null/data",
    broker: { kind: "external", url: broker.url, username: "me", password: new Secret("hunter2") },
    http: { port },
  });
  expect(brief(results)).toEqual({
    "data directory": expect.stringMatching(/cannot be used .*--data/),
    "signing keys": "needs the data directory",
    broker: expect.stringMatching(/Authentication Failed.*HOMESYNC_MQTT_PASSWORD/),
    store: "needs the data directory",
    state: "needs the data directory",
    API: expect.stringMatching(/is in use: does the bridge run already/),
  });
  expect(JSON.stringify(results)).not.toContain("hunter2");
});

test("a store that does not answer is told", async () => {
  const dataDirectory = await temporaryDirectory();
  const series = { kind: "influx", version: 2, url: "http://127.0.0.1:9", org: "o", bucket: "b" } as const;
  const results = await checkAll({
    dataDirectory,
    broker: { kind: "embedded", port: 0 },
    http: { port: 0 },
    series,
  });
  expect(brief(results)).toMatchObject({ broker: "ok", store: expect.stringMatching(/./) });
  expect(results.find(({ part }) => part === "store")?.ok).toBe(false);
});

test("homesync-bridge check prints a table, and its exit status tells", async () => {
  let out = "";
  const terminal = {
    out: (text: string) => {
      out += text;
    },
    error: (text: string) => {
      out += text;
    },
    environment: { HOMESYNC_BROKER_PORT: "0", HOMESYNC_HTTP_PORT: "0" },
    stopped: () => new Promise<string>(() => undefined),
  };
  const data = await temporaryDirectory();
  expect(await commandLine(["check", "--data", data], terminal, "0")).toBe(0);
  expect(out.trim().split("\n")).toHaveLength(6);
  expect(out).toMatch(/^data directory {2}ok {6}\/.* MiB free$/m);
  out = "";
  expect(await commandLine(["check", "--data", data, "--broker", "mqtt://127.0.0.1:9"], terminal, "0")).toBe(
    3,
  );
  expect(out).toMatch(/^broker +FAILED +the broker cannot be reached/m);
});

test("a broker that lets it in and refuses what it wants to read is told", async () => {
  const broker = await startBroker({
    credentials: { me: { password: "hunter2", filters: ["elsewhere/#"] } },
  });
  onTestFinished(() => broker.close());
  const results = await checkAll({
    dataDirectory: await temporaryDirectory(),
    broker: { kind: "external", url: broker.url, username: "me", password: new Secret("hunter2") },
    http: { port: 0 },
  });
  expect(brief(results)["broker"]).toMatch(/refused a subscription: this user must be allowed to read/);
});

withServers("a broker behind a certificate", () => {
  test("REQ-001 WebSocket fallback: check goes round a blocked port, as the bridge will, and says so", async () => {
    const certificate = await makeCertificate();
    const webSocket = await startMosquitto({ certificate, webSockets: true });
    const dataDirectory = await temporaryDirectory();
    const caFile = join(dataDirectory, "ca.pem");
    await writeFile(caFile, certificate.cert);
    const url = `mqtts://localhost:${await freePort()}`;
    const broker = { kind: "external", url, fallbackUrl: webSocket.url, caFile } as const;
    const results = await checkAll({ dataDirectory, broker, http: { port: 0 } });
    expect(results.find(({ part }) => part === "broker")).toMatchObject({
      ok: true,
      text: expect.stringMatching(/^wss:.* accepts this client, with MQTT 5; mqtts:.* cannot be reached/),
    });
  });

  test("check shows the bridge's own certificate where the broker asks for one", async () => {
    const certificate = await makeCertificate();
    const { url } = await startMosquitto({ certificate, clientAuthority: certificate.cert });
    const dataDirectory = await temporaryDirectory();
    const [caFile, keyFile] = [join(dataDirectory, "ca.pem"), join(dataDirectory, "key.pem")];
    await writeFile(caFile, certificate.cert);
    await writeFile(keyFile, certificate.key);
    const tried = async (own: object) => {
      const broker = { kind: "external", url, fallbackUrl: "none", caFile, ...own } as const;
      return brief(await checkAll({ dataDirectory, broker, http: { port: 0 } }))["broker"];
    };
    expect(await tried({ certFile: caFile, keyFile })).toBe("ok");
    expect(await tried({})).not.toBe("ok");
  });
});
