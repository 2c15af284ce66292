import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { Secret } from "@homesync/broker/reach";
import { expect, onTestFinished, test, vi } from "vitest";
import { startBridge } from "../src/bridge.ts";
import { SqliteStore } from "../src/series/sqlite-store.ts";
import { HOME, NODE, power } from "./support/messages.ts";
import { PlayedNode } from "./support/played-node.ts";
import { runningBridge } from "./support/running-bridge.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

test("closing stores what was taken in, answers who waits, and frees the ports", async () => {
  const dataDirectory = await temporaryDirectory();
  const { bridge, ask } = await runningBridge({ dataDirectory });
  const node = await PlayedNode.connect(bridge.brokerUrl);
  await node.say(power(7, Date.now()));
  await vi.waitFor(() => expect(bridge.stats().waiting + bridge.stats().stored).toBe(1), { timeout: 5_000 });
  const waiting = ask(`/api/v1/homes/${HOME}/nodes/${NODE}/commands/relay`, {
    method: "POST",
    body: { action: "on" },
  });
  await vi.waitFor(() => expect(node.commands).toHaveLength(1), { timeout: 5_000 });

  await Promise.all([bridge.close(), bridge.close()]);
  expect(await waiting).toMatchObject({ status: 503, body: { code: "stopping" } });
  for (const url of [bridge.url, bridge.brokerUrl]) {
    const server = createServer().listen(Number(new URL(url).port), "127.0.0.1");
    await once(server, "listening");
    server.close();
  }
  const store = new SqliteStore(join(dataDirectory, "readings.sqlite"));
  onTestFinished(() => store.close());
  const range = {
    homeId: HOME,
    nodeId: NODE,
    metric: "power",
    fromMs: 0,
    toMs: 1e13,
    order: "asc",
    limit: 9,
  } as const;
  expect(await store.history(range)).toMatchObject([{ value: 7 }]);
});

test("a bridge that starts again knows its history and its tokens", async () => {
  const dataDirectory = await temporaryDirectory();
  const first = await runningBridge({ dataDirectory });
  const node = await PlayedNode.connect(first.bridge.brokerUrl);
  await node.say(power(7));
  await vi.waitFor(() => expect(first.bridge.stats().stored).toBe(1), { timeout: 5_000 });
  const authorization = `Bearer ${await first.bridge.issueToken({ homes: [HOME], role: "viewer" })}`;
  await first.bridge.close();

  const second = await runningBridge({ dataDirectory });
  const history = await second.ask(`/api/v1/homes/${HOME}/nodes/${NODE}/history?metric=power`, {
    authorization,
  });
  expect(history.body.points).toMatchObject([{ value: 7 }]);
});

test("a start that fails leaves nothing behind and says what to do", async () => {
  const { bridge } = await runningBridge();
  const dataDirectory = await temporaryDirectory();
  const broker = { kind: "embedded", port: 0 } as const;
  const taken = (url: string): number => Number(new URL(url).port);
  const start = (config: object) => startBridge({ dataDirectory, broker, http: { port: 0 }, ...config });

  await expect(start({ http: { port: taken(bridge.url) } })).rejects.toThrow(
    /HTTP: port \d+ .* in use.*--http-port/,
  );
  await expect(start({ broker: { ...broker, port: taken(bridge.brokerUrl) } })).rejects.toThrow(
    /in use.*--broker-port/,
  );
  await expect(start({ broker: { ...broker, host: "0.0.0.0" } })).rejects.toThrow(/--insecure/);
  await expect(start({ broker: { kind: "external", url: "mqtt://10.0.0.1" } })).rejects.toThrow(
    /not encrypted/,
  );
  const secret = new Secret("hunter2");
  const external = { kind: "external", url: "mqtt://127.0.0.1" };
  await expect(start({ broker: { ...external, password: secret } })).rejects.toThrow(/--username/);
  await expect(start({ broker: { ...external, caFile: "x" } })).rejects.toThrow(/mqtts:/);
  const notDirectory = join(dataDirectory, "file");
  await writeFile(notDirectory, "");
  await expect(start({ dataDirectory: notDirectory })).rejects.toThrow(/data directory/);

  const good = await start({});
  await good.close();
});
