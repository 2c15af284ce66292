import { describe, expect, test, vi } from "vitest";
import { BROKER_KINDS } from "../brokers/broker-kinds.ts";
import { NEW_VERSION, PATIENT_MS, updateScene } from "./update-scene.ts";

describe.each(BROKER_KINDS)("an update of a faulty node, on $name", ({ start }) => {
  const scene = updateScene(start);
  const { act, reasons, progress, outcome, until, offerServed, expectUnharmed } = scene;

  test("a power cut in the middle of a write leaves the old version, which says so", async () => {
    act({ kind: "firmware_slot", mode: "power_cut_after", bytes: 60_500 });
    await offerServed({ kind: "honest" });
    await until("its will", () => reasons().includes("unexpected_disconnect"));
    act({ kind: "power_on" });
    const final = await outcome();
    expect(final).toMatchObject({ error: "download_failed" });
    expect(final["message"]).toContain("restarted during the download");
    await expectUnharmed();
  });

  test("a power cut while the boot loader copies: the node does not come back", async () => {
    const events: string[] = [];
    scene.fleet.observe(0, ({ kind }) => events.push(kind));
    act({ kind: "firmware_slot", mode: "power_cut_in_copy" });
    await offerServed({ kind: "honest" });
    await until("its absence", () => reasons().includes("update"));
    await vi.waitFor(() => expect(events).toContain("ended"), { timeout: 20_000 });
    act({ kind: "power_on" });
    expect((await scene.fleet.inspect(0)).isRunning).toBe(false);
    expect(events.filter((kind) => kind === "connected")).toEqual([]);
  });

  test("a worn-out flash is a storage fault", async () => {
    act({ kind: "firmware_slot", mode: "worn_out" });
    await offerServed({ kind: "honest" });
    expect(await outcome()).toMatchObject({ error: "storage_fault" });
    act({ kind: "firmware_slot", mode: "good" });
    await expectUnharmed();
  });

  test("the broker is away while it downloads: the outcome is told on return", async () => {
    await offerServed({ kind: "stall", bytes: 60_000 });
    await until("half of it", () => progress().includes(60));
    act({ kind: "abort_connection" });
    act({ kind: "redirect", to: null });
    scene.server.change("a.bin", { kind: "honest" });
    expect(await outcome("up-1", PATIENT_MS)).toMatchObject({ status: "success", result: NEW_VERSION });
  });
});
