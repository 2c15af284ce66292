import {
  SERVERS_EXPECTED,
  startInflux,
  startMosquitto,
  startRedis,
  startVictoriaMetrics,
  withServers,
} from "@homesync/broker/testing";
import { connectAsync } from "mqtt";
import { expect, onTestFinished, test } from "vitest";

const LINE = "power_readings,home_id=h,metric=power,node_id=n quality=100,value=230.5 1760000000123";

const write = (url: string): Promise<Response> => fetch(url, { method: "POST", body: LINE });

test("servers are expected, unless this machine has none", () => {
  expect(SERVERS_EXPECTED).toBe(process.env["HOMESYNC_NO_SERVERS"] !== "1");
});

withServers("the servers that tests start", () => {
  test("mosquitto keeps what it was told to keep over a stop, and its log over both lives", async () => {
    const mosquitto = await startMosquitto({ persistent: true });
    const first = await connectAsync(mosquitto.url, { clientId: "first-life", reconnectPeriod: 0 });
    await first.publishAsync("a", "kept", { qos: 1, retain: true });
    await first.endAsync();
    await mosquitto.stop();
    await mosquitto.restart();
    const second = await connectAsync(mosquitto.url, { clientId: "second-life", reconnectPeriod: 0 });
    onTestFinished(() => second.endAsync(true));
    const message = new Promise((resolve) =>
      second.once("message", (_topic, payload) => resolve(`${payload}`)),
    );
    await second.subscribeAsync("a");
    expect(await message).toBe("kept");
    await expect
      .poll(() => mosquitto.output, { timeout: 30_000 })
      .toMatch(/as first-life .*as second-life /s);
  });

  test("a server that does not start says why", async () => {
    await expect(startMosquitto({ config: ["no_such_option true"] })).rejects.toThrow(
      /mosquitto does not start:.*no_such_option/s,
    );
  });

  test("Redis keeps what it was told to keep over a restart", async () => {
    const redis = await startRedis({ persist: true });
    await redis.stop();
    await redis.startAgain();
    expect(redis.url).toBe(`redis://127.0.0.1:${redis.port}`);
  });

  test("InfluxDB stores and answers, also after a restart", async () => {
    const influx = await startInflux();
    expect((await write(`${influx.url}/write?db=${influx.database}&precision=ms`)).status).toBe(204);
    await influx.stop();
    await influx.startAgain();
    expect(await influx.query("SELECT value, quality FROM power_readings")).toEqual([
      { time: 1_760_000_000_123, value: 230.5, quality: 100 },
    ]);
  });

  test("VictoriaMetrics stores and answers", async () => {
    const victoria = await startVictoriaMetrics();
    expect((await write(`${victoria.url}/api/v2/write?precision=ms`)).status).toBe(204);
    expect(await victoria.export('{__name__="power_readings_value"}')).toMatchObject([
      { metric: { home_id: "h" }, values: [230.5], timestamps: [1_760_000_000_123] },
    ]);
  });
});
