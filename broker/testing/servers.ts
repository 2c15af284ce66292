import { describe, onTestFinished } from "vitest";
import { InfluxServer, type InfluxServerOptions } from "./influx.ts";
import { Mosquitto, type MosquittoOptions } from "./mosquitto.ts";
import { RedisServer } from "./redis.ts";
import { VictoriaMetricsServer } from "./victoria-metrics.ts";

/**
 * Whether tests may count on servers from outside npm. `make test` says no, by HOMESYNC_NO_SERVERS=1, on a machine that
 * has none; everywhere else a missing server is a failure, not a reason to skip.
 */
export const SERVERS_EXPECTED = process.env["HOMESYNC_NO_SERVERS"] !== "1";

/** Registers tests that need a real server; where they are left out they are counted as skipped, and CI lets none be. */
export function withServers(name: string, tests: () => void): void {
  if (SERVERS_EXPECTED) describe(name, { timeout: 30_000 }, tests);
  else describe.skip(name, tests);
}

/** A mosquitto that ends with the test that runs. */
export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const mosquitto = await Mosquitto.start(options);
  onTestFinished(() => mosquitto.close());
  return mosquitto;
}

/** A Redis that ends with the test that runs. */
export async function startRedis(options: { readonly persist?: boolean } = {}): Promise<RedisServer> {
  const redis = await RedisServer.start(options);
  onTestFinished(() => redis.close());
  return redis;
}

/** An InfluxDB that ends with the test that runs. */
export async function startInflux(options: InfluxServerOptions = {}): Promise<InfluxServer> {
  const influx = await InfluxServer.start(options);
  onTestFinished(() => influx.close());
  return influx;
}

/** A VictoriaMetrics that ends with the test that runs. */
export async function startVictoriaMetrics(): Promise<VictoriaMetricsServer> {
  const victoria = await VictoriaMetricsServer.start();
  onTestFinished(() => victoria.close());
  return victoria;
}
