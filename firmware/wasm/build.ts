import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { buildVirtualNode, NODE_WASM } from "./virtual-node-build.ts";

const root = resolve(fileURLToPath(import.meta.url), "../../..");
const { bytes, compiled } = await buildVirtualNode(root);
process.stdout.write(`${NODE_WASM}: ${bytes.length} bytes${compiled ? "" : ", up to date"}\n`);
