import type { WasmMemory } from "./web-assembly.ts";

/**
 * What the core in WebAssembly exports: `firmware/wasm/exports.cpp`, which says more of each. Handles and pointers are
 * numbers; times are monotonic milliseconds.
 */
export interface CoreExports {
  readonly memory: WasmMemory;
  readonly _initialize?: () => void;
  /** Where arguments of variable length go, and how many bytes fit. */
  readonly scratch: () => number;
  readonly scratch_size: () => number;
  /** `utcMs` of 0 or less: the clock of the node is not set. */
  readonly set_clock: (monotonicMs: number, utcMs: number) => void;
  /** Scratch holds home_id then node_id. The answer is 0 when the identity was refused. */
  readonly node_create: (node: number, homeIdLength: number, nodeIdLength: number, seed: number) => number;
  /** A node that has to be provisioned; 0 when there is no memory. */
  readonly node_create_unprovisioned: (node: number, seed: number) => number;
  readonly node_destroy: (handle: number) => void;
  readonly node_setting: (handle: number, settingIndex: number, scaledValue: number) => number;
  readonly node_start: (handle: number) => void;
  readonly node_poll: (handle: number) => number;
  readonly node_connected: (handle: number, sessionPresent: number) => void;
  readonly node_disconnected: (handle: number) => void;
  /** Scratch holds topic then payload. `flags`: qos | retain << 2 | dup << 3. */
  readonly node_message: (handle: number, topicLength: number, payloadLength: number, flags: number) => void;
  readonly node_published: (handle: number, packetId: number) => void;
  /** `reason` is an index of OFFLINE_REASONS. */
  readonly node_shutdown: (handle: number, reason: number) => void;
  /** The supply fails; `node_start` boots the node again. */
  readonly node_power_cut: (handle: number) => void;
  readonly node_is_running: (handle: number) => number;
  /** `kind`: 0 watchdog, 1 exception; `node_start` boots the node again. */
  readonly node_crash: (handle: number, kind: number) => void;
  readonly button: (handle: number, pressed: number) => void;
  readonly led_is_on: (handle: number) => number;
  readonly provisioning_finish: (handle: number) => void;
  /** Scratch holds a line, or the body of a form, and then the answer, of the size that is answered. */
  readonly provisioning_line: (handle: number, length: number) => number;
  readonly provisioning_form: (handle: number, length: number) => number;
  /** Puts a field of the account, by its index in ACCOUNT_FIELDS, into scratch; its size, 0 for none. */
  readonly provisioning_field: (handle: number, fieldIndex: number) => number;
  /** Scratch holds name then password of the one network in reach; no name for none. */
  readonly hardware_wifi: (handle: number, ssidLength: number, passwordLength: number) => void;
  /** 1 when the guest could join the portal. */
  readonly hardware_portal_guest: (handle: number, present: number) => number;
  /** CRC-32 of the additional root certificate that is trusted; 0 for none. */
  readonly trust_anchor: (handle: number) => number;
  readonly hardware_relay_stuck: (handle: number, stuck: number) => void;
  readonly hardware_load: (
    handle: number,
    powerDw: number,
    voltageDv: number,
    currentMa: number,
    powerFactorCenti: number,
    frequencyDhz: number,
  ) => void;
  readonly hardware_temperature: (handle: number, deciCelsius: number) => void;
  readonly hardware_no_temperature: (handle: number) => void;
  readonly hardware_rssi: (handle: number, dbm: number) => void;
  /** `mode`: 0 good, 1 silent, 2 corrupt, 3 fragmented. */
  readonly hardware_meter: (handle: number, mode: number, replyDelayMs: number) => void;
  /** `mode`: 0 good, 1 worn out, 2 the supply fails after so many more bytes are written. */
  readonly hardware_flash: (handle: number, mode: number, afterBytes: number) => void;
  /**
   * Where firmware goes. `mode`: 0 good, 1 worn out, 2 the supply fails after so many more bytes of an image, 3 it fails
   * while the boot loader copies the next one.
   */
  readonly hardware_slot: (handle: number, mode: number, afterBytes: number) => void;
  /** The server gives the file from byte `offset` on; `total`: its whole size, 0 when not known. */
  readonly download_opened: (handle: number, offset: number, total: number) => void;
  /** Scratch holds the next bytes of the file. */
  readonly download_data: (handle: number, length: number) => void;
  /** `end` is an index of DOWNLOAD_ENDS. */
  readonly download_ended: (handle: number, end: number) => void;
  readonly relay_is_on: (handle: number) => number;
  readonly energy_wh: (handle: number) => number;
  readonly node_counter: (handle: number, which: number) => number;
  /** Bytes of a node, without and with its simulated hardware. */
  readonly node_state_size: () => number;
  readonly virtual_node_size: () => number;
}

/** What the core imports from the module `host`; `node` is the number given to `node_create`. */
export interface CoreImports {
  mqtt_connect(
    node: number,
    clientIdAt: number,
    clientIdLength: number,
    willTopicAt: number,
    willTopicLength: number,
    willPayloadAt: number,
    willPayloadLength: number,
    willFlags: number,
    keepAliveS: number,
    cleanSession: number,
  ): void;
  mqtt_subscribe(node: number, filterAt: number, filterLength: number, qos: number): void;
  mqtt_publish(
    node: number,
    topicAt: number,
    topicLength: number,
    payloadAt: number,
    payloadLength: number,
    flags: number,
  ): number;
  mqtt_disconnect(node: number): void;
  mqtt_abort(node: number): void;
  ended(node: number, restart: number): void;
  log(node: number, level: number, at: number, length: number): void;
  relay_changed(node: number, on: number): void;
  /** The firmware failed by itself: the node is to be started again. */
  crashed(node: number): void;
  /** Where the downloads to come are to get their file from. */
  download_prepare(node: number, urlAt: number, urlLength: number): void;
  /** Answered by `download_opened` and what follows it, or by `download_ended`. */
  download_start(node: number, offset: number): void;
  /** Nothing of the download is reported any more. */
  download_abort(node: number): void;
  /** Answers 1 when the signature (DER) over the bytes is of the key that updates are signed with. */
  verify_signature(
    node: number,
    bytesAt: number,
    bytesLength: number,
    signatureAt: number,
    signatureLength: number,
  ): number;
}
