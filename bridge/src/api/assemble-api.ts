import type { Logger } from "pino";
import type { Tokens } from "../auth/tokens.ts";
import type { Cleanup } from "../cleanup.ts";
import { type BridgeConfig, DEFAULTS } from "../config/bridge-config.ts";
import { VERSION } from "../config/version.ts";
import type { IngestStats } from "../ingest/ingest.ts";
import type { UsageMeter } from "../link/usage.ts";
import { LiveHub } from "../live/live-hub.ts";
import { Directory } from "../registry/directory.ts";
import type { IdentityWatch } from "../registry/identity-watch.ts";
import { Idempotency } from "./idempotency.ts";
import { closeApi } from "./listen.ts";
import { Metrics } from "./metrics.ts";
import type { Api, ApiParts } from "./routes/routes.ts";
import { type ApiSettings, createApi } from "./server.ts";

type Shared = Pick<
  ApiParts,
  "state" | "registry" | "series" | "storage" | "commands" | "audit" | "events" | "link" | "clock"
>;

/** What the API is made of that the rest of the bridge has, too. */
export interface ApiAssembly extends Shared {
  readonly config: BridgeConfig;
  readonly tokens: Tokens;
  readonly identities: IdentityWatch;
  readonly usage: UsageMeter;
  readonly ingestStats: () => IngestStats;
  readonly storageStats: () => object;
  readonly log: Logger;
}

/** Makes the API with what only it needs: live streams, metrics, remembered answers. It does not listen yet. */
export async function assembleApi(given: ApiAssembly, cleanup: Cleanup): Promise<Api> {
  const { config, tokens, state, registry, events, identities, clock, log } = given;
  const directory = new Directory(state, registry);
  const hub = new LiveHub({
    directory,
    events,
    stillHolds: (access) => tokens.stillHolds(access),
    clock,
  });
  state.onChange((change) => hub.onStateChange(change));
  registry.onChange((change) => void hub.onRegistryChange(change));
  const idempotency = new Idempotency(clock);
  const parts: ApiParts = {
    ...given,
    directory,
    idempotency,
    hub,
    metrics: metricsOf(given, hub, idempotency),
    openMetrics: config.http?.openMetrics ?? false,
    onRemoved(node) {
      identities.forget(node);
      hub.onRemoved(node);
    },
  };
  const api = await createApi(parts, tokens, apiSettings(config), log);
  cleanup.add(() => closeApi(api, clock));
  cleanup.add(() => hub.close());
  return api;
}

function metricsOf(given: ApiAssembly, hub: LiveHub, idempotency: Idempotency): Metrics {
  const { link, usage, commands, audit, registry, ingestStats, storageStats } = given;
  return new Metrics({
    link,
    commands,
    ingest: ingestStats,
    storage: storageStats,
    gauges: {
      audit_failures: { help: "entries that the audit log could not take", value: () => audit.failures },
      idempotency_keys: { help: "keys that are remembered", value: () => idempotency.size },
      live_clients: { help: "WebSocket clients", value: () => hub.clients },
      live_missed_frames: {
        help: "messages that slow WebSocket clients missed",
        value: () => hub.missedFrames,
      },
      live_replay_bytes: { help: "messages kept for clients that come back", value: () => hub.replayBytes },
      broker_bytes_in: {
        help: "MQTT bytes from the broker, since the start",
        value: () => link.traffic.bytesIn,
      },
      broker_bytes_out: {
        help: "MQTT bytes to the broker, since the start",
        value: () => link.traffic.bytesOut,
      },
      broker_month_bytes_estimate: {
        help: "an estimate of what the broker counts this month, in all",
        value: () => usage.usage.estimatedTotalBytes,
      },
      broker_month_allowance_bytes: {
        help: "what the broker's plan allows a month; 0 when not told",
        value: () => usage.allowanceBytes ?? 0,
      },
      registered_nodes: { help: "nodes that someone added", value: () => registry.all().length },
    },
  });
}

function apiSettings({ http = {}, live = {} }: BridgeConfig): ApiSettings {
  return {
    live: {
      maxClients: live.maxClients ?? DEFAULTS.maxLiveClients,
      maxClientsPerToken: live.maxClientsPerToken ?? DEFAULTS.maxLiveClientsPerToken,
      origins: http.origins ?? [],
    },
    limits: {
      perToken: http.requestsPerToken ?? DEFAULTS.requestsPerToken,
      perAddress: http.requestsPerAddress ?? DEFAULTS.requestsPerAddress,
    },
    trustedProxies: http.trustedProxies ?? [],
    version: VERSION,
  };
}
