import type { CoreExports } from "../core/abi.ts";
import type { NodeAction } from "./node-action.ts";

/** In the order of the core's interface. */
const METER_MODES = ["good", "silent", "corrupt", "fragmented"] as const;
const SLOT_MODES = ["good", "worn_out", "power_cut_after", "power_cut_in_copy"] as const;
/** From the request to the whole reply of a real meter, at 9600 baud. */
const METER_REPLY_MS = 26;

/** What is done to the hardware around the core alone. */
export type HardwareAction = Extract<
  NodeAction,
  { kind: "button" | "meter" | "relay" | "flash" | "firmware_slot" | "finish_provisioning" }
>;

export function actOnHardware(exports: CoreExports, handle: number, action: HardwareAction): void {
  switch (action.kind) {
    case "button":
      exports.button(handle, action.pressed ? 1 : 0);
      break;
    case "meter": {
      const mode = METER_MODES.indexOf(action.mode);
      exports.hardware_meter(handle, mode, action.replyDelayMs ?? METER_REPLY_MS);
      break;
    }
    case "relay":
      exports.hardware_relay_stuck(handle, action.stuck ? 1 : 0);
      break;
    case "flash":
      if (action.mode === "power_cut_after") exports.hardware_flash(handle, 2, action.bytes);
      else exports.hardware_flash(handle, action.mode === "good" ? 0 : 1, 0);
      break;
    case "firmware_slot":
      exports.hardware_slot(handle, SLOT_MODES.indexOf(action.mode), "bytes" in action ? action.bytes : 0);
      break;
    case "finish_provisioning":
      exports.provisioning_finish(handle);
  }
}
