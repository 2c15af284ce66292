import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { decodeProvisioningLine, LIMITS } from "@homesync/protocol";
import { expect, test } from "vitest";
import { buildVirtualNode } from "../wasm/virtual-node-build.ts";
import { VirtualNodeInstance } from "./virtual-node-instance.ts";
import { webAssembly } from "./webassembly.ts";

const root = resolve(fileURLToPath(import.meta.url), "../../..");
const readPage = (name: string): string => readFileSync(resolve(root, "docs", name), "utf8");
/** The blocks of a page, with the answer that the page says a line gets. */
const linesOf = (text: string) =>
  [...text.matchAll(/^```json\n(.*)\n```(?:\n\n```json answer\n(.*)\n```)?$/gm)].map(
    ([, line = "", answer]) => ({ line, answer }),
  );
const page = readPage("provisioning.md");
const lines = linesOf(page);

const { bytes } = await buildVirtualNode(root);
const module = await webAssembly.compile(bytes);

test("a node obeys the lines of the page in their order, and answers as it says", async () => {
  const instance = await VirtualNodeInstance.load(module);
  const handle = instance.createUnprovisioned(1);
  instance.exports.node_start(handle);
  expect(lines.length).toBeGreaterThan(6);
  for (const { line, answer } of lines) {
    const expected = answer === undefined ? { status: "success" } : JSON.parse(answer);
    expect(instance.type(handle, line), line).toMatchObject(expected);
    expect(decodeProvisioningLine(Buffer.from(line)).ok, line).toBe(expected.status === "success");
  }
});

test("a node takes the account of the page about HiveMQ Cloud", async () => {
  const instance = await VirtualNodeInstance.load(module);
  const handle = instance.createUnprovisioned(1);
  instance.exports.node_start(handle);
  const [account, ...others] = linesOf(readPage("hivemq-cloud.md"));
  expect(others).toEqual([]);
  expect(instance.type(handle, account?.line ?? "")).toMatchObject({ status: "success" });
});

test("the page's longest line is the protocol's", () => {
  expect(page).toContain(`over ${LIMITS.maxProvisioningBytes.value.toLocaleString("en")} bytes`);
});
