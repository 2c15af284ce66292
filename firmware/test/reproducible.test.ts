import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { buildVirtualNode } from "../wasm/virtual-node-build.ts";

const ROOT = resolve(fileURLToPath(import.meta.url), "../../..");
const SOURCES = ["firmware/lib", "firmware/wasm", "protocol/generated/cpp", "package.json"];

test("the virtual node built once more, in another folder, has the same bytes", {
  timeout: 300_000,
}, async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), "homesync-elsewhere-"));
  onTestFinished(() => rm(elsewhere, { recursive: true }));
  for (const path of SOURCES) await cp(join(ROOT, path), join(elsewhere, path), { recursive: true });
  const [here, there] = [await buildVirtualNode(ROOT), await buildVirtualNode(elsewhere)];
  expect(there.compiled).toBe(true);
  expect(Buffer.from(there.bytes).equals(Buffer.from(here.bytes))).toBe(true);
});
