import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Secret } from "@homesync/broker/reach";
import { startMosquitto } from "@homesync/broker/testing";
import { expect, test, vi } from "vitest";
import { startBridge } from "../src/bridge.ts";
import { checkAll } from "../src/check/check-all.ts";
import { capturedLog } from "./support/captured-log.ts";
import { LiveConnection } from "./support/live-connection.ts";
import { HOME, NODE, power, response } from "./support/messages.ts";
import { PlayedNode } from "./support/played-node.ts";
import { runningBridge } from "./support/running-bridge.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

const PASSWORD = "correct-horse-battery-staple";
const eventually = { timeout: 10_000, interval: 10 };

/** The whole bridge against a real mosquitto; registered only where one is expected. */
export function bridgeWithMosquitto(): void {
  test("a whole bridge stores, commands, and survives the broker's restart", async () => {
    const broker = await startMosquitto();
    const { bridge, ask } = await runningBridge({ broker: { kind: "external", url: broker.url } });
    await vi.waitFor(() => expect(bridge.stats().link.state).toBe("connected"), eventually);
    const confirm = (payload: { readonly request_id: string }) =>
      response({ request_id: payload.request_id, status: "success", result: "on" });
    const node = await PlayedNode.connect(broker.url, {}, ({ payload }) => confirm(payload));
    await node.say(power(10));
    await vi.waitFor(() => expect(bridge.stats().stored).toBe(1), eventually);
    const relay = `/api/v1/homes/${HOME}/nodes/${NODE}/commands/relay`;
    const command = { method: "POST", body: { action: "on" } };
    expect((await ask(relay, command)).body).toMatchObject({ status: "confirmed", result: "on" });

    await broker.stop();
    await vi.waitFor(async () => expect((await ask("/readyz")).status).toBe(503), eventually);
    expect(await ask(relay, command)).toMatchObject({
      status: 503,
      body: { code: "broker_offline", attempts: 0 },
    });
    expect((await ask(`/api/v1/homes/${HOME}/nodes/${NODE}/history?metric=power`)).body.points).toHaveLength(
      1,
    );

    await broker.restart();
    await vi.waitFor(async () => expect((await ask("/readyz")).status).toBe(200), eventually);
    await PlayedNode.connect(broker.url, {}, ({ payload }) => confirm(payload));
    const online = async () => (await ask(`/api/v1/homes/${HOME}/nodes/${NODE}`)).body.online;
    await vi.waitFor(async () => expect(await online()).toBe(true), eventually);
    expect((await ask(relay, command)).body).toMatchObject({ status: "confirmed" });
  });

  test("REQ-009 Backend-mediated communication: the broker's credential is in no answer, log, error or file", async () => {
    const username = "bridge-user-name";
    const broker = await startMosquitto({ user: { name: username, password: PASSWORD } });
    const dataDirectory = await temporaryDirectory();
    const config = {
      dataDirectory,
      broker: { kind: "external", url: broker.url, username, password: new Secret(PASSWORD) },
    } as const;
    const { bridge, ask, log } = await runningBridge(config);
    await vi.waitFor(() => expect(bridge.stats().link.state).toBe("connected"), eventually);
    const seen: string[] = [bridge.brokerUrl, JSON.stringify(bridge.stats())];
    const look = async (): Promise<void> => {
      for (const path of [
        "/healthz",
        "/readyz",
        "/api/v1/homes",
        `/api/v1/homes/${HOME}/nodes`,
        `/api/v1/homes/${HOME}/nodes/${NODE}/history?metric=power`,
        "/api/v1/me",
        "/api/v1/events",
        "/api/v1/audit",
        "/api/v1/unknown-nodes",
        "/api/v1/live",
        "/api/docs/json",
        "/metrics",
        "/api/v1/nothing",
        "/%",
      ]) {
        const { text, headers } = await ask(path, { role: "admin" });
        seen.push(text, JSON.stringify([...headers]));
      }
      const relay = `/api/v1/homes/${HOME}/nodes/${NODE}/commands/relay`;
      seen.push((await ask(relay, { method: "POST", body: { action: "on" } })).text);
    };
    await look();
    const live = await LiveConnection.open(bridge);
    await broker.stop();
    await vi.waitFor(() => expect(bridge.stats().link.state).not.toBe("connected"), eventually);
    await look();
    await live.received(({ event }) => event?.type === "broker.error");
    seen.push(JSON.stringify(live.messages));
    await bridge.close();

    const failing = { url: `mqtts://127.0.0.1:${broker.port}`, username, password: new Secret(PASSWORD) };
    const error = await startBridge({
      dataDirectory,
      broker: { kind: "external", ...failing, caFile: "/nowhere" },
      log: capturedLog().log,
    }).catch((reason: unknown) => reason);
    seen.push(String(error), JSON.stringify(error), (error as Error).stack ?? "", log.text());
    seen.push(JSON.stringify(await checkAll({ ...config, http: { port: 0 } })));
    for (const entry of await readdir(dataDirectory, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) seen.push(await readFile(join(entry.parentPath, entry.name), "latin1"));
    }

    const secrets = [
      PASSWORD,
      username,
      Buffer.from(PASSWORD).toString("base64"),
      Buffer.from(PASSWORD).toString("hex"),
    ];
    const all = seen.join("\n");
    expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
  });
}
