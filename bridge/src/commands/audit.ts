import type { AuditEntry } from "../audit/audit-entry.ts";
import { Command, type CommandRequest } from "./command.ts";
import type { CommandEnd, Rejection } from "./outcome.ts";

/**
 * The line of the audit log for a command: one when it is taken on or rejected, one when it has ended. Of its body only
 * the action is told, of a configuration the names of its settings, of an update its version and target: an address
 * may hold a secret.
 */
export function commandAudit(
  { node, key, body, by }: CommandRequest,
  requestId: string,
  nowMs: number,
  what: Command | CommandEnd | Rejection,
): AuditEntry {
  const { action, settings, version, target } = body;
  const taken = what instanceof Command;
  return {
    timeMs: nowMs,
    by: by.subject,
    tokenId: by.tokenId,
    ...node,
    event: key,
    outcome: taken ? "accepted" : what.kind,
    details: {
      request_id: requestId,
      action: text(action),
      ...(isObject(settings) ? { settings: Object.keys(settings).map(text).join(" ").slice(0, 256) } : {}),
      ...(version === undefined ? {} : { version: text(version) }),
      ...(target === undefined ? {} : { target: text(target) }),
      ...(taken || !("attempts" in what) ? {} : { attempts: what.attempts }),
      ...(!taken && what.kind === "refused" ? { error: what.error } : {}),
      ...(!taken && what.kind === "invalid" ? { error: what.error.code } : {}),
    },
  };
}

const text = (value: unknown): string => String(value).slice(0, 64);
const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
