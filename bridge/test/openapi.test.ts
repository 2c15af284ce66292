import { expect, test } from "vitest";
import { runningBridge } from "./support/running-bridge.ts";

test("the page to browse the API needs no token, and names no host but this one", async () => {
  const { ask } = await runningBridge();
  const page = await ask("/api/docs/", { authorization: null });
  expect(page.status).toBe(200);
  expect(page.headers.get("content-security-policy")).not.toMatch(/https?:|[.]io|[.]com/);
  const assets = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = ""]) => path);
  expect(assets.length).toBeGreaterThan(3);
  for (const asset of assets) {
    expect(asset).toMatch(/^\.\//);
    expect((await ask(`/api/docs/${asset.slice(2)}`, { authorization: null })).status).toBe(200);
  }
  for (const path of ["/api/docs/static/../../v1/homes", "/api/docs/static/..%2f..%2fpackage.json"]) {
    expect((await ask(path, { authorization: null })).status).toBeGreaterThanOrEqual(400);
  }
});
