/** A bridge in a process of its own, for tests that kill it. Its configuration is the first argument, as JSON. */
import { type BridgeConfig, createLogger, startBridge } from "@homesync/bridge";

const config = JSON.parse(process.argv[2] ?? "{}") as BridgeConfig;
const log = createLogger("warn", process.stderr);
const bridge = await startBridge({ ...config, http: { port: 0 }, log });
process.on("message", () => process.send?.(bridge.stats()));
// Its parent is gone: nothing may be left running.
process.on("disconnect", () => process.exit());
process.send?.({ url: bridge.url });
