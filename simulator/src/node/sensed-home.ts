import type { CoreExports } from "../core/abi.ts";
import { emptySurroundings, type HomeWorld } from "../world/home-world.ts";
import type { NodeAction } from "./node-action.ts";
import { SurroundingsOverride } from "./surroundings-override.ts";

/** How old what the sensors see may become; the node samples once a second. A little less, as wake-ups have a grain. */
const FRESH_MS = 980;

/** What somebody does to a node's surroundings. */
export type SurroundingsAction = Extract<
  NodeAction,
  { kind: "load" | "temperature" | "rssi" | "thermometer" }
>;

// One for all nodes: it is filled and read at once.
const surroundings = emptySurroundings();

/** A home as the sensors of its node see it. */
export class SensedHome {
  readonly #world: HomeWorld;
  #shownMs = Number.NEGATIVE_INFINITY;
  #override: SurroundingsOverride | null = null;

  constructor(world: HomeWorld) {
    this.#world = world;
  }

  /** @param nowMs monotonic */
  isStale(nowMs: number): boolean {
    return nowMs - this.#shownMs >= FRESH_MS;
  }

  /** Lets the sensors of the node see the home as it is now. @param nowMs monotonic */
  show(exports: CoreExports, handle: number, nowMs: number, utcMs: number): void {
    this.#shownMs = nowMs;
    this.#world.at(utcMs, surroundings);
    this.#override?.apply(surroundings);
    exports.hardware_load(
      handle,
      surroundings.powerDw,
      surroundings.voltageDv,
      surroundings.currentMa,
      surroundings.powerFactorCenti,
      surroundings.frequencyDhz,
    );
    if (this.#override?.thermometer === false) exports.hardware_no_temperature(handle);
    else exports.hardware_temperature(handle, surroundings.temperatureDeci);
    exports.hardware_rssi(handle, surroundings.rssiDbm);
  }

  /** To be shown after. */
  change(action: SurroundingsAction): void {
    this.#override ??= new SurroundingsOverride();
    switch (action.kind) {
      case "load":
        this.#override.load = action.load;
        break;
      case "temperature":
        this.#override.celsius = action.celsius;
        break;
      case "rssi":
        this.#override.rssiDbm = action.dbm;
        break;
      case "thermometer":
        this.#override.thermometer = action.present;
        break;
    }
  }
}
