import type { ApiNode } from "../answers.ts";
import type { Session } from "../live/session-state.ts";
import { switchRelay } from "../relay-command.ts";
import { useStore } from "../store.ts";

interface Props {
  readonly session: Session;
  readonly node: ApiNode;
}

/** The relay as a switch: it shows what the node confirmed, what is under way, and why a command failed. */
export function RelaySwitch({ session, node }: Props) {
  const command = useStore(session.commands, (commands) => commands.get(`${node.home_id}/${node.node_id}`));
  const on = node.relay?.state === "on";
  const pending = command?.phase === "pending";
  const role = useStore(session.me, (me) => me?.role);
  const allowed = role === "operator" || role === "admin";
  const state = pending ? `switching ${command.wanted}…` : (node.relay?.state ?? "unknown");
  return (
    <div class="relay">
      <button
        type="button"
        role="switch"
        aria-checked={on}
        aria-busy={pending}
        aria-label={`Relay of ${node.name || node.node_id}`}
        disabled={!allowed || pending || node.online !== true}
        title={allowed ? undefined : "your token may only look: it has the role viewer"}
        onClick={() => void switchRelay(session, node, on ? "off" : "on")}
      >
        <span class="knob" />
      </button>
      <span class={pending ? "pending" : "quiet"} role="status">
        {state}
        {!pending && node.relay ? ` (${node.relay.cause})` : ""}
      </span>
      {command?.phase === "failed" && (
        <p role="alert" class="problem">
          Not switched {command.wanted}. {command.message}
        </p>
      )}
    </div>
  );
}
