import type { ApiEvent, ApiMe, ApiStatus } from "../answers.ts";
import { Client, RequestError } from "../client.ts";
import { Store } from "../store.ts";
import { Feed, type FeedState } from "./feed.ts";
import type { LiveMessage } from "./messages.ts";
import { type Nodes, withChanges, withSnapshot } from "./nodes.ts";

/** A relay command, from the click to the node's answer. */
export type RelayCommand =
  | { readonly phase: "pending"; readonly wanted: "on" | "off" }
  | { readonly phase: "failed"; readonly wanted: "on" | "off"; readonly message: string };

/** What one token shows: what is known of its homes, kept up to date. */
export interface Session {
  readonly client: Client;
  readonly me: Store<ApiMe | undefined>;
  readonly nodes: Store<Nodes>;
  /** The latest, oldest first. */
  readonly events: Store<readonly ApiEvent[]>;
  /** The bridge's own state: its broker, and what waits. */
  readonly status: Store<ApiStatus | undefined>;
  readonly feed: Store<FeedState>;
  /** Relay commands that are under way or failed, by `home_id/node_id`. */
  readonly commands: Store<ReadonlyMap<string, RelayCommand>>;
  /** Logs out. @param reason shown at the login */
  end(reason: string | undefined): void;
  close(): void;
}

const MAX_EVENTS = 200;
/** The bridge's state is asked for at each event of its broker, and this often for what waits meanwhile. */
const STATUS_EVERY_MS = 10_000;

export function openSession(token: string, end: (reason: string | undefined) => void): Session {
  const client = new Client(token);
  const me = new Store<ApiMe | undefined>(undefined);
  const nodes = new Store<Nodes>(new Map());
  const events = new Store<readonly ApiEvent[]>([]);
  const status = new Store<ApiStatus | undefined>(undefined);
  const feed = new Store<FeedState>("connecting");
  const commands = new Store<ReadonlyMap<string, RelayCommand>>(new Map());

  /** Loads what a request answers; one that fails is asked again, unless the token is no longer good. */
  const load = async <Answer>(store: Store<Answer>, request: () => Promise<Answer>): Promise<void> => {
    try {
      store.value = await request();
    } catch (error) {
      if (error instanceof RequestError && error.status === 401) end(error.message);
    }
  };
  const loadStatus = (): Promise<void> => load(status, () => client.status());
  const loadAll = (): void => {
    void load(me, () => client.me());
    void load(events, () => client.events(MAX_EVENTS));
    void loadStatus();
  };

  const live = new Feed(token, {
    onState: (state) => {
      feed.value = state;
      // Refused before it was open (a browser does not tell why), or lost: a request tells whether the token is good.
      if (state === "lost") void load(me, () => client.me());
    },
    onRefused: end,
    onMessage: (message) => receive(message),
  });
  function receive(message: LiveMessage): void {
    switch (message.type) {
      case "hello":
        loadAll();
        break;
      case "snapshot":
        nodes.value = withSnapshot(nodes.value, message.home_id, message.nodes);
        break;
      case "changes":
        nodes.value = withChanges(nodes.value, message.home_id, message.nodes);
        break;
      case "event":
        events.value = [...events.value, message.event].slice(-MAX_EVENTS);
        if (message.event.type.startsWith("broker.")) void loadStatus();
        break;
      case "missed":
      case "heartbeat":
        break;
    }
  }

  const timer = setInterval(() => void loadStatus(), STATUS_EVERY_MS);
  return {
    client,
    me,
    nodes,
    events,
    status,
    feed,
    commands,
    end,
    close() {
      clearInterval(timer);
      live.close();
    },
  };
}
