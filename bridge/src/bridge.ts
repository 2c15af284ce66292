import { SHELLY_FILTERS } from "@homesync/broker";
import { pino } from "pino";
import { assembleApi } from "./api/assemble-api.ts";
import { listen } from "./api/listen.ts";
import { AuditLog } from "./audit/audit-log.ts";
import { KeyRing } from "./auth/key-ring.ts";
import { type TokenRequest, Tokens } from "./auth/tokens.ts";
import { Cleanup } from "./cleanup.ts";
import { newRequestId } from "./commands/command.ts";
import { CommandService } from "./commands/command-service.ts";
import { type BridgeConfig, DEFAULTS } from "./config/bridge-config.ts";
import { openDataDirectory } from "./config/data-directory.ts";
import { DeadLetters } from "./ingest/dead-letters.ts";
import { Ingest, type IngestStats } from "./ingest/ingest.ts";
import { refusedLetter } from "./ingest/refused-letter.ts";
import { replayState } from "./ingest/replay.ts";
import { Journal, type JournalStats } from "./journal/journal.ts";
import type { LinkStatus } from "./link/link.ts";
import { checkBroker, openLink } from "./link/open-link.ts";
import { UsageMeter } from "./link/usage.ts";
import { Events } from "./live/events.ts";
import { tellConflict, tellLink, tellMessage, tellRegistry } from "./live/tell-events.ts";
import { IdentityWatch } from "./registry/identity-watch.ts";
import { Registry } from "./registry/registry.ts";
import { Drain, type DrainStats } from "./series/drain.ts";
import { Maintenance } from "./series/maintenance.ts";
import { openSeriesStore } from "./series/open-store.ts";
import { SeriesNames } from "./series/series-names.ts";
import { StorageHealth } from "./series/storage-health.ts";
import { loadShellyMapping } from "./shelly/mapping.ts";
import { ShellyLink } from "./shelly/shelly-link.ts";
import { MemoryState } from "./state/memory-state.ts";
import { openArchive } from "./state/open-archive.ts";
import { StateKeeper, type StateStats } from "./state/state-keeper.ts";
import type { StateChange } from "./state/state-store.ts";
import { systemClock } from "./time/clock.ts";

export interface BridgeStats extends IngestStats, JournalStats, DrainStats, StateStats {
  readonly link: LinkStatus;
}

/** A bridge that runs. */
export interface Bridge {
  /** Of the REST API, without a slash at its end. */
  readonly url: string;
  /** Of the broker, without a credential. */
  readonly brokerUrl: string;
  /** @throws RangeError when the request is not valid */
  issueToken(request: TokenRequest): Promise<string>;
  stats(): BridgeStats;
  /** The link's states (REQ-002, "Connection state events"), from now on. @returns stops the calls */
  onLinkStatus(listener: (status: LinkStatus) => void): () => void;
  /** @returns stops the calls */
  onStateChange(listener: (change: StateChange) => void): () => void;
  /** Stops accepting, answers what waits, stores what was taken in, disconnects. The second call waits for the first. */
  close(): Promise<void>;
}

/**
 * Starts a bridge: broker link, ingest, state, series, commands and API. The broker may still be out of reach when
 * this resolves: the bridge goes on trying, and history and state are readable meanwhile.
 * @throws StartError when it cannot run as configured; nothing is left behind then
 * @throws ReachError when what it was told of the broker is wrong or unsafe
 */
export async function startBridge(config: BridgeConfig): Promise<Bridge> {
  const cleanup = new Cleanup();
  try {
    return await assemble(config, cleanup);
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

async function assemble(config: BridgeConfig, cleanup: Cleanup): Promise<Bridge> {
  const { clock = systemClock, random = Math.random, log = pino({ level: "silent" }), http = {} } = config;
  const broker = await checkBroker(config.broker);
  const shellies =
    config.shellyMapping === undefined ? undefined : await loadShellyMapping(config.shellyMapping);
  const data = await openDataDirectory(config.dataDirectory);
  const tokens = new Tokens(await KeyRing.open(data.signingKeys, clock, log), clock);

  const audit = new AuditLog(data.audit, log);
  cleanup.add(() => audit.close());
  const registry = new Registry(data.registry, config.registry ?? DEFAULTS.registry, clock);
  cleanup.add(() => registry.close());
  const series = openSeriesStore(config.series ?? { kind: "sqlite" }, data.database);
  cleanup.add(() => series.close());
  const maintenance = new Maintenance(series, clock, log);
  cleanup.add(() => maintenance.stop());
  const names = new SeriesNames();
  const journal = new Journal({ directory: data.journal, names, clock, log }, config.journal);
  cleanup.add(() => journal.close());
  const deadLetters = new DeadLetters(data.deadLetters, clock, log, config.deadLetters);
  const drain = new Drain(
    {
      journal,
      store: series,
      onRefused: (refused) => {
        for (const one of refused) deadLetters.add(refusedLetter(one));
      },
      clock,
      random,
      log,
    },
    config.drain,
  );
  cleanup.add(async () => {
    await drain.flush();
    await drain.close();
    const { waiting } = journal.stats;
    if (waiting > 0) log.warn({ waiting }, "readings wait in the durable log for the next start");
  });
  const state = new MemoryState();
  cleanup.add(() => state.close());
  const archive = openArchive(config.state ?? { kind: "sqlite" }, data.state, log);
  const keeper = archive === undefined ? undefined : new StateKeeper({ state, archive, journal, clock, log });
  if (keeper === undefined) {
    journal.keepNoState();
    await replayState(journal, state);
  } else {
    cleanup.add(() => keeper.close());
    await keeper.start(() => replayState(journal, state));
  }

  const events = new Events(clock);
  const identities = new IdentityWatch(clock, (conflict) => {
    log.warn(conflict, "two nodes use one identity");
    tellConflict(events, conflict);
  });
  const linkParts = {
    clientIdFile: data.clientId,
    clock,
    random,
    log,
    registered: () => registry.all(),
    moreFilters: shellies === undefined ? [] : SHELLY_FILTERS,
  };
  const { link: brokerLink, closeBroker, onClient } = await openLink(broker, linkParts);
  cleanup.add(closeBroker);
  const link = shellies === undefined ? brokerLink : new ShellyLink(brokerLink, shellies, log);
  cleanup.add(onClient(({ clientId, kind }) => identities.client(clientId, kind === "connected")));
  registry.onChange((change) => tellRegistry(events, change));
  registry.onChange(({ kind, node }) => {
    if (kind === "added") link.watch(node);
    if (kind === "removed") link.unwatch(node);
  });
  const allowanceBytes = config.broker.kind === "external" ? config.broker.monthlyAllowanceBytes : undefined;
  const meter = new UsageMeter({ file: data.usage, allowanceBytes, traffic: link.traffic, clock, log });
  cleanup.add(() => meter.close());

  const commands = new CommandService({
    link,
    state,
    isRegistered: (node) => registry.has(node),
    audit: (entry) => audit.add(entry),
    clock,
    newRequestId,
    log,
  });
  state.onChange((change) => commands.onStateChange(change));
  const ingest = new Ingest({
    state,
    journal,
    names,
    deadLetters,
    accepts: (node) => registry.accepts(node),
    onMessage(message, retained) {
      tellMessage(events, message, retained);
      if (message.key === "status/firmware" && !retained) identities.chip(message, message.payload.chip);
      if (message.key === "status/online" && message.payload.online) link.renew(message);
    },
    onResponse: (message) => commands.onResponse(message),
    onLogged: () => drain.notify(),
    clock,
    log,
  });
  cleanup.add(() => ingest.close());
  cleanup.add(() => link.close());

  const api = await assembleApi(
    {
      config,
      tokens,
      state,
      registry,
      series,
      storage: new StorageHealth(journal, drain),
      commands,
      audit,
      events,
      identities,
      link,
      usage: meter,
      ingestStats: () => ingest.stats,
      storageStats: () => ({ ...journal.stats, ...drain.stats, ...keeper?.stats }),
      clock,
      log,
    },
    cleanup,
  );
  cleanup.add(() => commands.close());
  const url = await listen(api, http.host ?? DEFAULTS.httpHost, http.port ?? DEFAULTS.httpPort);

  const listeners = new Set<(status: LinkStatus) => void>();
  await link.start({
    onMessage: (message) => ingest.accept(message),
    onGroupEnd: (acknowledge) => ingest.endGroup(acknowledge),
    onStatus: (status) => {
      tellLink(events, status);
      commands.onLinkStatus(status);
      for (const listener of listeners) listener(status);
    },
  });
  log.info({ url, broker: link.address, data: data.path }, "bridge started");

  let closing: Promise<void> | undefined;
  return {
    url,
    brokerUrl: link.address,
    issueToken: (request) => tokens.issue(request),
    stats: () => ({
      ...ingest.stats,
      ...journal.stats,
      ...drain.stats,
      ...(keeper?.stats ?? { stateOwed: 0, stateFailures: 0 }),
      link: link.status,
    }),
    onLinkStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onStateChange: (listener) => state.onChange(listener),
    close() {
      closing ??= cleanup.run();
      return closing;
    },
  };
}
