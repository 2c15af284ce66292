import type { Impairment } from "../line/impairment.ts";

/** What the meter's clamp sees with the relay closed; what is absent stays as the home has it. */
export interface LoadOverride {
  /** W, up to 23,000 */
  readonly powerW: number;
  /** V, 80 to 260 */
  readonly voltageV?: number;
  /** 0.01 to 1 */
  readonly powerFactor?: number;
  /** Hz, 45 to 65 */
  readonly frequencyHz?: number;
}

/**
 * What can be done to a node from outside, each by its `kind`; plain data, so that it crosses threads. Modes last until
 * they are set otherwise.
 */
export type NodeAction =
  /**
   * The supply fails: the node is gone without a word and stays off until `power_on`. With `silent` its connection stays
   * open with nobody behind it, as after a real power cut: the broker notices by the keep-alive only.
   */
  | { readonly kind: "power_cut"; readonly silent?: boolean }
  /** Boots a node that is off. */
  | { readonly kind: "power_on" }
  /** The firmware fails, and the processor boots it anew at once. */
  | { readonly kind: "crash"; readonly cause: "watchdog" | "exception" }
  /** Announces its absence, and boots anew. */
  | { readonly kind: "restart" }
  /** Announces its absence, and stays off until `power_on`. */
  | { readonly kind: "shutdown" }
  /** The connection is reset; the node connects again as it does. */
  | { readonly kind: "abort_connection" }
  /** Nothing passes on the present connection any more, and nobody is told. */
  | { readonly kind: "half_open" }
  /** The next connects go to another address: a proxy, or a host that there is not. `null`: to the broker again. */
  | { readonly kind: "redirect"; readonly to: { readonly host: string; readonly port: number } | null }
  /** All that is wrong with the line to the broker from now on, this connection included; none: it is a good one. */
  | { readonly kind: "line"; readonly impairments: readonly Impairment[] }
  /** Bytes that the node would not send, into its connection between two frames. */
  | { readonly kind: "send_bytes"; readonly bytes: Uint8Array }
  /**
   * Bytes that no broker would send, as if they came from it: between two frames, or in the next connection before its
   * CONNACK.
   */
  | { readonly kind: "receive_bytes"; readonly bytes: Uint8Array; readonly when: "now" | "before_connack" }
  | { readonly kind: "button"; readonly pressed: boolean }
  /** `fragmented`: answers arrive in pieces. `replyDelayMs`: 26 is a real one's. */
  | {
      readonly kind: "meter";
      readonly mode: "good" | "silent" | "corrupt" | "fragmented";
      readonly replyDelayMs?: number;
    }
  /** Unplugged, or plugged in again. */
  | { readonly kind: "thermometer"; readonly present: boolean }
  /** The contact stays where it is. */
  | { readonly kind: "relay"; readonly stuck: boolean }
  /** `worn_out`: nothing can be written. `power_cut_after`: the supply fails after so many more bytes are written. */
  | { readonly kind: "flash"; readonly mode: "good" | "worn_out" }
  | { readonly kind: "flash"; readonly mode: "power_cut_after"; readonly bytes: number }
  /**
   * Where the next firmware is put together. `power_cut_in_copy`: the supply fails while the boot loader copies it over
   * the running one, and the node never starts again.
   */
  | { readonly kind: "firmware_slot"; readonly mode: "good" | "worn_out" | "power_cut_in_copy" }
  /** The supply fails after so many more bytes of an image are written. */
  | { readonly kind: "firmware_slot"; readonly mode: "power_cut_after"; readonly bytes: number }
  /** How far the node's clock is ahead (negative: behind), ms; `null`: it is not set at all. */
  | { readonly kind: "clock"; readonly skewMs: number | null }
  /** `null`: the home's again. */
  | { readonly kind: "load"; readonly load: LoadOverride | null }
  /** Of the enclosure, °C; `null`: the home's again. */
  | { readonly kind: "temperature"; readonly celsius: number | null }
  /** Signal of the WiFi; `null`: the home's again. */
  | { readonly kind: "rssi"; readonly dbm: number | null }
  /** Whoever provisions the node is done. */
  | { readonly kind: "finish_provisioning" };
