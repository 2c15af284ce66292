import {
  SERVERS_EXPECTED,
  startInflux,
  startRedis,
  startVictoriaMetrics,
  withServers,
} from "@homesync/broker/testing";
import { expect, test } from "vitest";

const LINE = "power_readings,home_id=h,metric=power,node_id=n quality=100,value=230.5 1760000000123";

const write = (url: string): Promise<Response> => fetch(url, { method: "POST", body: LINE });

test("servers are expected, unless this machine has none", () => {
  expect(SERVERS_EXPECTED).toBe(process.env["HOMESYNC_NO_SERVERS"] !== "1");
});

withServers("the servers that tests start", () => {
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
