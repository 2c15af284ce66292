import {
  emptyHistograms,
  type HistogramSet,
  type MetricsSnapshot,
  snapshotHistograms,
  zeroCounters,
} from "../metrics/metrics.ts";
import type { Counters } from "../mqtt/counters.ts";
import type { Failure } from "../mqtt/failure.ts";
import type { Clock } from "../scheduler/clock.ts";
import { Failures } from "./failures.ts";

/** A wake-up that comes later than this counts as late, ms. */
const LATE_MS = 100;
const TELEMETRY = "t".charCodeAt(0);
const STATUS = "s".charCodeAt(0);

/** Gauges of a fleet, by what they are called in it. */
export interface FleetGauges {
  readonly planned: number;
  readonly on: number;
  readonly connected: number;
  readonly mostConnected: number;
}

/** What the nodes of one thread did. Its methods are on hot paths: they add, and allocate nothing. */
export class FleetMetrics {
  readonly failures = new Failures();
  readonly histograms: HistogramSet = emptyHistograms();
  readonly #reasons = new Map<string, number>();
  readonly #clock: Clock;
  readonly #startedMs: number;
  /** By node: when its connect began, and when it lost its session; monotonic ms, 0 when it did not. */
  readonly #connectMs: Float64Array;
  readonly #lostMs: Float64Array;
  failed = 0;
  lost = 0;
  endedSessions = 0;
  again = 0;
  relaySwitches = 0;
  endedNodes = 0;
  restarts = 0;
  #telemetry = 0;
  #status = 0;
  #responses = 0;
  #droppedTelemetry = 0;
  #droppedStatus = 0;
  #droppedResponses = 0;
  #fired = 0;
  #late = 0;

  constructor(clock: Clock, nodes: number) {
    this.#clock = clock;
    this.#startedMs = clock.monotonicMs();
    this.#connectMs = new Float64Array(nodes);
    this.#lostMs = new Float64Array(nodes);
  }

  get elapsedMs(): number {
    return this.#clock.monotonicMs() - this.#startedMs;
  }

  fired(lagMs: number): void {
    this.#fired++;
    if (lagMs > LATE_MS) this.#late++;
    this.histograms["schedule.lag"].record(lagMs);
  }

  published(category: number, accepted: boolean): void {
    if (category === TELEMETRY) {
      if (accepted) this.#telemetry++;
      else this.#droppedTelemetry++;
    } else if (category === STATUS) {
      if (accepted) this.#status++;
      else this.#droppedStatus++;
    } else if (accepted) this.#responses++;
    else this.#droppedResponses++;
  }

  connecting(index: number): void {
    this.#connectMs[index] = this.#clock.monotonicMs();
  }

  connected(index: number): void {
    const nowMs = this.#clock.monotonicMs();
    this.histograms["connect.time"].record(nowMs - (this.#connectMs[index] as number));
    const lostMs = this.#lostMs[index] as number;
    if (lostMs === 0) return;
    this.histograms["connect.recovery"].record(nowMs - lostMs);
    this.#lostMs[index] = 0;
  }

  /** @param wasOnline whether there was a session */
  disconnected(index: number, wasOnline: boolean, failure: Failure | undefined): void {
    if (failure === undefined) {
      if (wasOnline) this.endedSessions++;
      return;
    }
    if (wasOnline) {
      this.lost++;
      this.#lostMs[index] = this.#clock.monotonicMs();
    } else this.failed++;
    this.failures.add(failure);
    if (failure.reasonCode !== undefined) this.reason(failure.reasonCode);
  }

  /** Counts a reason code of MQTT 5 (2.4) that is an error. */
  reason(code: number): void {
    const name = `mqtt.0x${code.toString(16).padStart(2, "0")}`;
    this.#reasons.set(name, (this.#reasons.get(name) ?? 0) + 1);
  }

  snapshot(traffic: Counters, gauges: FleetGauges): MetricsSnapshot {
    return {
      elapsedMs: this.elapsedMs,
      counters: {
        ...zeroCounters(),
        "connect.started": traffic.connectsStarted,
        "connect.succeeded": traffic.connects,
        "connect.failed": this.failed,
        "connect.lost": this.lost,
        "connect.ended": this.endedSessions,
        "connect.again": this.again,
        "publish.qos0": traffic.publishedQos0,
        "publish.qos1": traffic.publishedQos1,
        "publish.acknowledged": traffic.acknowledged,
        "publish.rejected": traffic.rejected,
        "publish.resent": traffic.resent,
        "message.received": traffic.received,
        "bytes.out": traffic.bytesOut,
        "bytes.in": traffic.bytesIn,
        "ping.sent": traffic.pings,
        "telemetry.sent": this.#telemetry,
        "status.sent": this.#status,
        "response.sent": this.#responses,
        "dropped.telemetry": this.#droppedTelemetry,
        "dropped.status": this.#droppedStatus,
        "dropped.response": this.#droppedResponses,
        "dropped.offline": traffic.refusedOffline,
        "dropped.backpressure": traffic.refusedBackpressure,
        "dropped.in_flight": traffic.refusedInFlight,
        "dropped.too_large": traffic.refusedTooLarge,
        "schedule.fired": this.#fired,
        "schedule.late": this.#late,
        "relay.switched": this.relaySwitches,
        "node.ended": this.endedNodes,
        "node.restarted": this.restarts,
      },
      gauges: {
        "nodes.planned": gauges.planned,
        "nodes.started": gauges.on,
        "nodes.connected": gauges.connected,
        "nodes.most_connected": gauges.mostConnected,
      },
      histograms: snapshotHistograms(this.histograms),
      errors: {
        ...Object.fromEntries(this.failures.list().map(({ kind, count }) => [kind, count])),
        ...Object.fromEntries(this.#reasons),
      },
    };
  }
}
