import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Bridge } from "@homesync/bridge";
import { withServers } from "@homesync/broker/testing";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openBrowser, openPage, type WatchedPage } from "./chromium.ts";
import { lowestContrast } from "./contrast.ts";
import { pageScene } from "./page-scene.ts";

const ASSETS = fileURLToPath(new URL("../../bridge/dist/web/assets", import.meta.url));
const eventually = { timeout: 20_000, interval: 50 };

/** Logs in as a person would who does not touch the mouse. */
async function logIn(
  { page }: WatchedPage,
  bridge: Bridge,
  role: "viewer" | "operator" = "operator",
): Promise<void> {
  const token = await bridge.issueToken({ homes: "*", role });
  await page.getByLabel("Access token").focus();
  await page.keyboard.type(token);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Homes", exact: true }).waitFor();
}

/** Waits until the banner says something. */
const banner = (page: Page, text: RegExp): Promise<void> =>
  page.getByRole("status").filter({ hasText: text }).first().waitFor();

test("the page's scripts are under 100 KB, compressed", () => {
  const scripts = readdirSync(ASSETS).filter((name) => name.endsWith(".js"));
  const bytes = scripts.map((name) => gzipSync(readFileSync(join(ASSETS, name))).length);
  expect(scripts.length).toBeGreaterThan(0);
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(100_000);
});

withServers("the page in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  }, 60_000);
  afterAll(() => browser?.close());

  test("shows homes and nodes live, and switches a relay: pending, then as the node confirmed it", async () => {
    const { bridge, url } = await pageScene();
    const watched = await openPage(browser, url);
    const { page } = watched;
    await logIn(watched, bridge);
    await page.getByText("2 of 2 nodes online").waitFor();
    await banner(page, /Live\. Broker connected\./);

    await page.getByRole("link", { name: "sim-page-0001" }).click();
    await page.getByRole("link", { name: "node-001" }).click();
    const relay = page.getByRole("switch", { name: "Relay of node-001" });
    expect(await relay.getAttribute("aria-checked")).toBe("true");
    // What is pending lasts a moment only: the page itself keeps what it showed.
    await page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(window, { seen });
      const button = document.querySelector("[role=switch]") as HTMLElement;
      new MutationObserver(() => seen.push(`${button.ariaBusy} ${button.ariaChecked}`)).observe(button, {
        attributes: true,
      });
    });
    await relay.focus();
    await page.keyboard.press("Space");
    await page.getByText("off (command)").waitFor();
    expect(await relay.getAttribute("aria-checked")).toBe("false");
    const seen = await page.evaluate(() => (window as unknown as { seen: string[] }).seen);
    expect(seen[0]).toBe("true true");
    expect(seen.at(-1)).toBe("false false");

    await page.getByText(/^[0-9.]+ V$/).waitFor();
    await page.getByRole("img", { name: "power, 1 hour" }).waitFor();
    await page.getByText("As a table").click();
    expect(await page.getByRole("row").count()).toBeGreaterThan(1);
    await page.getByLabel("Metric").selectOption("voltage");
    await page.getByText("1 week").click();
    await page.getByRole("img", { name: "voltage, 1 week" }).waitFor();
    expect(watched.faults).toStrictEqual([]);
  });

  test("tells the final failure of a command, and that a node went away", async () => {
    const { bridge, url, fleet } = await pageScene({ nodes: 1 });
    const watched = await openPage(browser, url);
    const { page } = watched;
    await logIn(watched, bridge);
    await page.getByRole("link", { name: "sim-page-0001" }).click();
    const relay = page.getByRole("switch");
    await relay.waitFor();
    fleet?.kill();
    await page.getByText("offline: unexpected disconnect").waitFor();
    expect(await relay.isDisabled()).toBe(true);
    // Someone whose page has not heard of it yet.
    await relay.evaluate((button: HTMLButtonElement) => {
      button.disabled = false;
      button.click();
    });
    await page.getByRole("alert").filter({ hasText: "The node is offline" }).waitFor();
    await page.getByText("node offline").waitFor();
    expect(watched.faults).toStrictEqual([]);
  });

  test("says when the broker is gone and that commands cannot be sent, and when it is back", async () => {
    const { bridge, url, mosquitto } = await pageScene({ nodes: 1 });
    const watched = await openPage(browser, url);
    await logIn(watched, bridge);
    await mosquitto.stop();
    await banner(watched.page, /Broker offline: .*Commands cannot be sent now/);
    await mosquitto.restart();
    await banner(watched.page, /Live\. Broker connected\./);
    expect(watched.faults).toStrictEqual([]);
  });

  test("says that the bridge's password is wrong, and what to check", async () => {
    const { bridge, url } = await pageScene({
      nodes: 0,
      broker: { user: { name: "bridge", password: "right" } },
      password: "wrong",
    });
    const watched = await openPage(browser, url);
    await logIn(watched, bridge);
    await banner(watched.page, /Authentication Failed.*check --username/);
    expect(await watched.page.content()).not.toContain("wrong");
  });

  test("says that the broker's limit is reached, and what to do", async () => {
    const { bridge, url } = await pageScene({ nodes: 0, crowded: true });
    const watched = await openPage(browser, url);
    await logIn(watched, bridge);
    await banner(watched.page, /connection limit may be reached/);
  });

  test("refuses a wrong token with words, and does not keep it", async () => {
    const { url } = await pageScene({ nodes: 0 });
    const { page } = await openPage(browser, url);
    await page.getByLabel("Access token").fill("not-a-token");
    await page.getByRole("button", { name: "Show my homes" }).click();
    await page.getByRole("alert").filter({ hasText: "A valid access token is needed" }).waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    expect(page.url()).not.toContain("not-a-token");
  });

  test("says that it is out of date when the bridge is gone", async () => {
    const { bridge, url } = await pageScene({ nodes: 1 });
    const watched = await openPage(browser, url);
    await logIn(watched, bridge);
    await banner(watched.page, /Live/);
    await bridge.close();
    await banner(watched.page, /The bridge cannot be reached: what you see is not up to date/);
  });

  test("someone who may only look cannot switch", async () => {
    const { bridge, url } = await pageScene({ nodes: 1 });
    const watched = await openPage(browser, url);
    await logIn(watched, bridge, "viewer");
    await watched.page.getByRole("link", { name: "sim-page-0001" }).click();
    await watched.page.getByRole("switch").waitFor();
    expect(await watched.page.getByRole("switch").isDisabled()).toBe(true);
  });

  test("a token that ends leads back to the login, with the reason", async () => {
    const { bridge, url } = await pageScene({ nodes: 0 });
    const { page } = await openPage(browser, url);
    const token = await bridge.issueToken({ homes: "*", role: "viewer", lifetimeMs: 5_000 });
    await page.getByLabel("Access token").fill(token);
    await page.getByRole("button", { name: "Show my homes" }).click();
    await page
      .getByRole("alert")
      .filter({ hasText: /expired/ })
      .waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  });

  test.each([
    ["a phone, dark", { viewport: { width: 360, height: 740 }, colorScheme: "dark" }],
    ["a desk, light", { viewport: { width: 1440, height: 900 }, colorScheme: "light" }],
  ] as const)("fits %s, and every text can be read on its ground", async (_name, options) => {
    const { bridge, url } = await pageScene({ nodes: 1 });
    const watched = await openPage(browser, url, options);
    const { page } = watched;
    await logIn(watched, bridge);
    await page.getByRole("link", { name: "sim-page-0001" }).click();
    await page.getByRole("link", { name: "node-001" }).click();
    await page.getByRole("img", { name: "power, 1 hour" }).waitFor();
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await vi.waitFor(async () => expect(await overflow()).toBeLessThanOrEqual(0), eventually);
    expect(await page.evaluate(lowestContrast)).toBeGreaterThanOrEqual(4.5);
    expect(watched.faults).toStrictEqual([]);
  });
});
