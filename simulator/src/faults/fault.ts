import { type Static, type TSchema, Type } from "typebox";
import { planLimits } from "./broker/plan-limits.ts";
import { brokerRefuse } from "./broker/refuse.ts";
import { brokerRestart } from "./broker/restart.ts";
import { bandwidth } from "./network/bandwidth.ts";
import { dnsFailure } from "./network/dns-failure.ts";
import { halfOpen } from "./network/half-open.ts";
import { jitter } from "./network/jitter.ts";
import { latency } from "./network/latency.ts";
import { loss } from "./network/loss.ts";
import { reset } from "./network/reset.ts";
import { badFirmware } from "./node/bad-firmware.ts";
import { badUpdate } from "./node/bad-update.ts";
import { clockSkew } from "./node/clock-skew.ts";
import { crash } from "./node/crash.ts";
import { flashFailure } from "./node/flash-failure.ts";
import { powerCut } from "./node/power-cut.ts";
import { relayStuck } from "./node/relay-stuck.ts";
import { sensorCorrupt } from "./node/sensor-corrupt.ts";
import { sensorSilent } from "./node/sensor-silent.ts";
import { watchdog } from "./node/watchdog.ts";
import { duplicateClientId } from "./protocol/duplicate-client-id.ts";
import { malformedPacket } from "./protocol/malformed-packet.ts";
import { malformedPayload } from "./protocol/malformed-payload.ts";
import { oversizedPacket } from "./protocol/oversized-packet.ts";
import { wrongOrder } from "./protocol/wrong-order.ts";

/** Every kind of fault, in the order of the documentation: node, network, protocol, broker. */
export const FAULT_KINDS = [
  powerCut,
  crash,
  watchdog,
  sensorSilent,
  sensorCorrupt,
  relayStuck,
  flashFailure,
  clockSkew,
  badFirmware,
  badUpdate,
  latency,
  jitter,
  bandwidth,
  loss,
  halfOpen,
  reset,
  dnsFailure,
  malformedPacket,
  malformedPayload,
  oversizedPacket,
  wrongOrder,
  duplicateClientId,
  brokerRestart,
  brokerRefuse,
  planLimits,
] as const;

export type Fault = Static<(typeof FAULT_KINDS)[number]["schema"]>;

/** What, whom, when and how long: one union over the field `kind`. */
export const FaultSchema = Type.Unsafe<Fault>(
  Type.Union(
    FAULT_KINDS.map(({ schema }): TSchema => schema),
    { description: "one fault; `kind` says which" },
  ),
);
