import { describe, expect, test } from "vitest";
import { runningBridge } from "./support/running-bridge.ts";

describe("too many requests", () => {
  test("with one token: that token is told to wait, another one is not", async () => {
    const { bridge, ask } = await runningBridge({ http: { port: 0, requestsPerToken: 3 } });
    const authorization = `Bearer ${await bridge.issueToken({ homes: "*", role: "viewer" })}`;
    for (let count = 0; count < 3; count += 1) {
      expect((await ask("/api/v1/homes", { authorization })).status).toBe(200);
    }
    const refused = await ask("/api/v1/homes", { authorization });
    expect(refused).toMatchObject({ status: 429, body: { code: "too_many_requests" } });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await ask("/api/v1/homes")).status).toBe(200);
  });

  test("without a good token: the address is told to wait, its good tokens and health are not", async () => {
    const { ask } = await runningBridge({ http: { port: 0, requestsPerAddress: 3 } });
    for (const authorization of ["Bearer a.b.c", "Basic x", null]) {
      expect((await ask("/api/v1/homes", { authorization })).status).toBe(401);
    }
    expect((await ask("/api/v1/homes", { authorization: "Bearer a.b.d" })).status).toBe(429);
    expect((await ask("/api/v1/homes")).status).toBe(200);
    expect((await ask("/healthz", { authorization: null })).status).toBe(200);
    expect((await ask("/api/docs/json", { authorization: null })).status).toBe(429);
  });

  test("who is behind a trusted proxy is counted by their own address", async () => {
    const http = { port: 0, requestsPerAddress: 1, trustedProxies: ["127.0.0.1"] };
    const { ask } = await runningBridge({ http });
    const from = (address: string) => ({ authorization: null, headers: { "x-forwarded-for": address } });
    expect((await ask("/api/v1/homes", from("192.0.2.1"))).status).toBe(401);
    expect((await ask("/api/v1/homes", from("192.0.2.1"))).status).toBe(429);
    expect((await ask("/api/v1/homes", from("192.0.2.2"))).status).toBe(401);
  });

  test("a proxy that is not trusted cannot invent addresses", async () => {
    const { ask } = await runningBridge({ http: { port: 0, requestsPerAddress: 1 } });
    const from = (address: string) => ({ authorization: null, headers: { "x-forwarded-for": address } });
    expect((await ask("/api/v1/homes", from("192.0.2.1"))).status).toBe(401);
    expect((await ask("/api/v1/homes", from("192.0.2.2"))).status).toBe(429);
  });
});

describe("metrics", () => {
  test("need a token for all homes, and name none of them", async () => {
    const { ask } = await runningBridge();
    await ask("/api/v1/homes/home-1/nodes");
    expect((await ask("/metrics", { authorization: null })).status).toBe(401);
    expect((await ask("/metrics", { homes: ["home-1"] })).status).toBe(403);
    const { status, text, headers } = await ask("/metrics");
    expect(status).toBe(200);
    expect(headers.get("content-type")).toMatch(/^text\/plain/);
    for (const line of [
      'homesync_link_state{state="connected"} 1',
      'homesync_ingest{what="received"} 0',
      "homesync_live_clients 0",
      "homesync_commands_waiting 0",
    ]) {
      expect(text).toContain(line);
    }
    expect(text).toMatch(
      /homesync_http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/homes\/:home\/nodes",status="404"\} 1/,
    );
    expect(text).not.toContain("home-1");
  });

  test("may be open", async () => {
    const { ask } = await runningBridge({ http: { port: 0, openMetrics: true } });
    expect((await ask("/metrics", { authorization: null })).status).toBe(200);
  });
});
