/** Real brokers and certificates for the tests of every package; not published. */
export { makeCertificate, type TestCertificate } from "./certificate.ts";
export { freePort } from "./free-port.ts";
export { Mosquitto, type MosquittoOptions } from "./mosquitto.ts";
export { SERVERS_EXPECTED, startMosquitto, withServers } from "./servers.ts";
