import { makeUpdateKeys } from "@homesync/protocol/signing";
import { describe, expect, test } from "vitest";
import { simulatedImage } from "../../src/index.ts";
import { BROKER_KINDS } from "../brokers/broker-kinds.ts";
import { payloadsOn } from "../brokers/watcher.ts";
import { NEW_VERSION, type Offer, offer, PATIENT_MS, SIZE, updateScene } from "./update-scene.ts";

describe.each(BROKER_KINDS)("an update over the air, on $name", ({ start }) => {
  const scene = updateScene(start);
  const { send, versions, reasons, progress, outcome, until, offerServed, expectUnharmed, switchOn } = scene;

  test("good: progress every ten percent, absence, and the new version says so", async () => {
    await offerServed({ kind: "honest" }, 1_000_000);
    expect(await outcome()).toMatchObject({ status: "success", result: NEW_VERSION });
    expect(progress()).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    expect(reasons()).toContain("update");
    expect(versions().at(-1)).toBe(NEW_VERSION);
    expect(scene.server.requests).toEqual([{ path: "/a.bin", from: 0, status: 200 }]);
    const firmware = scene.watcher.seen.filter(({ topic: seen }) => seen.endsWith("/status/firmware"));
    expect(firmware.map(({ qos }) => qos)).toEqual(firmware.map(() => 1));
  });

  test("good, of a size that the server does not say", async () => {
    await offerServed({ kind: "no_length" });
    expect(await outcome()).toMatchObject({ status: "success", result: NEW_VERSION });
  });

  test.each<[string, Partial<Offer>, string]>([
    ["a signature of another key", { signer: makeUpdateKeys().privateKey }, "bad_signature"],
    ["a version that was not signed", { tamper: { version: "10.0.0" } }, "bad_signature"],
    ["a downgrade that was not signed", { tamper: { allow_downgrade: true } }, "bad_signature"],
    ["an image for another board", { target: "nodemcuv2" }, "wrong_target"],
    ["an older version", { version: "0.0.1" }, "not_newer"],
    ["an image that is too large", { tamper: {} }, "no_space"],
  ])("%s is refused, and nothing is asked of the server", async (_what, what, error) => {
    const size = error === "no_space" ? 1_044_465 : SIZE;
    const image = simulatedImage({ version: what.version ?? NEW_VERSION, size });
    await send(offer(image, scene.server.serve("a.bin", image), what));
    expect(await outcome()).toMatchObject({ status: "error", error });
    expect(scene.server.requests).toEqual([]);
    await expectUnharmed();
  });

  test("a node without a key refuses every update", async () => {
    await scene.fleet.stop();
    await switchOn({});
    await offerServed({ kind: "honest" });
    expect(await outcome()).toMatchObject({ error: "bad_signature" });
  });

  test("an older version is taken when that is signed", async () => {
    const image = simulatedImage({ version: "0.0.1" });
    const url = scene.server.serve("old.bin", image);
    await send(offer(image, url, { version: "0.0.1", allowDowngrade: true }));
    expect(await outcome()).toMatchObject({ status: "success", result: "0.0.1" });
    expect(versions().at(-1)).toBe("0.0.1");
  });

  test("a cancel ends it, and both are answered", async () => {
    await offerServed({ kind: "stall", bytes: 60_000 });
    await until("half of it", () => progress().includes(60));
    await send({ action: "cancel", request_id: "cancel-1" });
    expect(await outcome("cancel-1")).toMatchObject({ status: "success", result: "cancelled" });
    expect(await outcome()).toMatchObject({ status: "error", error: "cancelled" });
    await expectUnharmed();
  });

  test("the same command again is answered with its progress, another one with busy", async () => {
    const image = simulatedImage({ version: NEW_VERSION, size: SIZE });
    const url = scene.server.serve("a.bin", image, { kind: "stall", bytes: 55_000 });
    await send(offer(image, url));
    await until("half of it", () => progress().includes(50));
    await send(offer(image, url));
    await until("the repeat's answer", () => progress().includes(55));
    await send(offer(image, url, { requestId: "up-2" }));
    expect(await outcome("up-2")).toMatchObject({ error: "busy" });
    expect(scene.server.requests).toHaveLength(1);
  });

  test("an image that crashes ends in safe mode, where a good one is taken", async () => {
    const bad = simulatedImage({ version: NEW_VERSION, crashes: true });
    await send(offer(bad, scene.server.serve("bad.bin", bad)));
    const inSafeMode = (): boolean =>
      payloadsOn(scene.watcher.seen, "/status/online").some((payload) => payload["safe_mode"] === true);
    await until("safe mode", inSafeMode, PATIENT_MS);
    expect(versions().at(-1)).toBe(NEW_VERSION);
    const good = simulatedImage({ version: "9.0.1" });
    await send(offer(good, scene.server.serve("good.bin", good), { requestId: "up-2", version: "9.0.1" }));
    expect(await outcome("up-2")).toMatchObject({ status: "success", result: "9.0.1" });
  });
});
