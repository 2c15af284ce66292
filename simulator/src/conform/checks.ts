import type { Check } from "./check.ts";
import { badCommands } from "./checks/bad-commands.ts";
import { birth } from "./checks/birth.ts";
import { clientId } from "./checks/client-id.ts";
import { config } from "./checks/config.ts";
import { duplicate } from "./checks/duplicate.ts";
import { erasing } from "./checks/erasing.ts";
import { led } from "./checks/led.ts";
import { payloads } from "./checks/payloads.ts";
import { plannedAbsence } from "./checks/planned-absence.ts";
import { qos } from "./checks/qos.ts";
import { reconnect } from "./checks/reconnect.ts";
import { relay } from "./checks/relay.ts";
import { retained } from "./checks/retained.ts";
import { retainedCommand } from "./checks/retained-command.ts";
import { signOfLife } from "./checks/sign-of-life.ts";
import { stale } from "./checks/stale.ts";
import { telemetry } from "./checks/telemetry.ts";
import { unanswerable } from "./checks/unanswerable.ts";
import { updateRefusal } from "./checks/update-refusal.ts";
import { will } from "./checks/will.ts";

/** In the order in which they run: those that look at all that was seen come last. */
export const CHECKS: readonly Check[] = [
  clientId,
  birth,
  signOfLife,
  telemetry,
  relay,
  led,
  config,
  badCommands,
  unanswerable,
  duplicate,
  stale,
  updateRefusal,
  reconnect,
  will,
  retainedCommand,
  plannedAbsence,
  erasing,
  retained,
  qos,
  payloads,
];
