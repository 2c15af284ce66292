import type { ApiNode } from "./answers.ts";
import { RequestError } from "./client.ts";
import type { RelayCommand, Session } from "./live/session-state.ts";

/** Sends the command and keeps what becomes of it where the views see it; the bridge does the retries. */
export async function switchRelay(session: Session, node: ApiNode, wanted: "on" | "off"): Promise<void> {
  const key = `${node.home_id}/${node.node_id}`;
  keep(session, key, { phase: "pending", wanted });
  try {
    await session.client.command(node, "relay", { action: wanted }, newKey());
    keep(session, key, undefined);
  } catch (error) {
    const message = error instanceof RequestError ? error.message : String(error);
    keep(session, key, { phase: "failed", wanted, message });
  }
}

function keep({ commands }: Session, key: string, command: RelayCommand | undefined): void {
  const next = new Map(commands.value);
  if (command === undefined) next.delete(key);
  else next.set(key, command);
  commands.value = next;
}

/** An idempotency key. randomUUID would need https, and the bridge may be reached by http in a home. */
const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
