/** Real servers and certificates for the tests of every package; not published. */
export { makeCertificate, type TestCertificate } from "./certificate.ts";
export { freePort } from "./free-port.ts";
export { type InfluxRow, InfluxServer } from "./influx.ts";
export { Mosquitto, type MosquittoOptions } from "./mosquitto.ts";
export { RedisServer } from "./redis.ts";
export {
  SERVERS_EXPECTED,
  startInflux,
  startMosquitto,
  startRedis,
  startVictoriaMetrics,
  withServers,
} from "./servers.ts";
export { VictoriaMetricsServer, type VictoriaSeries } from "./victoria-metrics.ts";
