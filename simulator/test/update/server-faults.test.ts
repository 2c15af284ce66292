import { describe, expect, test } from "vitest";
import type { Serving } from "../../src/index.ts";
import { BROKER_KINDS } from "../brokers/broker-kinds.ts";
import { HIGH_SPEED, PATIENT_MS, publicKey, SIZE, updateScene } from "./update-scene.ts";

describe.each(BROKER_KINDS)("an update from a faulty server, on $name", ({ start }) => {
  const scene = updateScene(start);
  const { progress, outcome, until, offerServed, expectUnharmed, switchOn } = scene;

  test.each<[Serving, string]>([
    [{ kind: "corrupt", at: 70_000 }, "wrong_hash"],
    [{ kind: "truncate", bytes: SIZE - 1 }, "wrong_size"],
    [{ kind: "wrong_length", difference: 1 }, "wrong_size"],
    [{ kind: "wrong_length", difference: -1 }, "wrong_size"],
    [{ kind: "status", status: 404 }, "download_failed"],
    [{ kind: "status", status: 301 }, "download_failed"],
  ])("a server that serves %j: %s", async (serving, error) => {
    await offerServed(serving);
    const final = await outcome();
    expect(final).toMatchObject({ status: "error", error });
    expect(final["message"]).toEqual(expect.stringMatching(/\w+/));
    expect(scene.server.requests).toHaveLength(1);
    await expectUnharmed();
  });

  test.each<[Serving, number[]]>([
    [{ kind: "drop", bytes: 60_000, times: 1 }, [0, 60_000]],
    [{ kind: "status", status: 503, times: 2 }, [0, 0, 0]],
  ])("a lost download is resumed: %j", async (serving, asked) => {
    await offerServed(serving);
    expect(await outcome()).toMatchObject({ status: "success" });
    expect(scene.server.requests.map(({ from }) => from)).toEqual(asked);
  });

  test("a server that cannot resume gives the file again from its start", async () => {
    await offerServed({ kind: "drop", bytes: 60_000 });
    await until("half of it", () => progress().includes(60));
    scene.server.change("a.bin", { kind: "ignore_range" });
    expect(await outcome()).toMatchObject({ status: "success" });
    expect(scene.server.requests.map(({ from, status }) => [from, status])).toEqual([
      [0, 200],
      [60_000, 200],
    ]);
  });

  test("a server that falls silent is asked again", async () => {
    await offerServed({ kind: "stall", bytes: 60_000, times: 1 });
    expect(await outcome("up-1", PATIENT_MS)).toMatchObject({ status: "success" });
    expect(scene.server.requests.map(({ from }) => from)).toEqual([0, 60_000]);
  });

  test.each<Serving>([
    { kind: "stall", bytes: 60_000 },
    { kind: "drop", bytes: 60_000 },
    { kind: "wrong_range", shift: 1 },
  ])("a server that never gives the rest is given up: %j", async (serving) => {
    await scene.fleet.stop();
    await switchOn({ publicKey }, HIGH_SPEED);
    await offerServed(serving.kind === "wrong_range" ? { kind: "drop", bytes: 60_000 } : serving);
    await until("half of it", () => progress().includes(60));
    scene.server.change("a.bin", serving);
    expect(await outcome("up-1", PATIENT_MS)).toMatchObject({ status: "error", error: "download_failed" });
    expect(scene.server.requests).toHaveLength(10);
    await expectUnharmed();
  });
});
