import type { Appliance } from "./appliances.ts";
import { hash, uniform, wander } from "./noise.ts";
import { appliancesOf, type HomeProfile } from "./profiles.ts";

/**
 * What the sensors of one node would measure with the relay closed, in the integers that its hardware delivers. That an
 * open relay cuts the load off is the simulated hardware's business.
 */
export interface Surroundings {
  /** 0.1 V */
  voltageDv: number;
  /** mA */
  currentMa: number;
  /** 0.1 W; equals voltage x current x power factor, rounded */
  powerDw: number;
  /** 0.01 */
  powerFactorCenti: number;
  /** 0.1 Hz */
  frequencyDhz: number;
  /** 0.1 °C, inside the enclosure */
  temperatureDeci: number;
  rssiDbm: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Appliances are switched on a grid of this; each node has its own, so that a fleet does not switch in step. */
const STEP_MS = 5000;

/** All homes are on one grid, so they share its frequency. */
const GRID_SALT = 0x6772_6964;

/**
 * The world around one node: everything is a function of seed, node and time, so that the same seed gives the same
 * readings, in any order and from any start. The homes live by UTC.
 */
export class HomeWorld {
  readonly #seed: number;
  readonly #gridSeed: number;
  readonly #appliances: readonly Appliance[];
  /** Distance to the access point, as the signal that it leaves, dBm. */
  readonly #rssi: number;
  readonly #nominalVolts: number;
  /** The step of time that the two below are of. */
  #step = Number.NaN;
  /** Active and reactive power of the appliances that run, W. */
  #watts = 0;
  #reactive = 0;

  /**
   * @param seed of the fleet
   * @param home index of the home in the fleet
   * @param nodeOfHome index of the node in its home
   * @param profile what is in the home
   */
  constructor(seed: number, home: number, nodeOfHome: number, profile: HomeProfile = "household") {
    const homeSeed = hash(seed, home + 1);
    this.#seed = hash(homeSeed, nodeOfHome + 1);
    this.#gridSeed = hash(seed, GRID_SALT);
    this.#appliances = appliancesOf(profile, this.#seed, nodeOfHome);
    this.#rssi = -78 + 36 * uniform(this.#seed, 2);
    this.#nominalVolts = 230 + 3 * (2 * uniform(homeSeed, 3) - 1);
  }

  /**
   * @param utcMs Unix time
   * @param out overwritten, so that a sample of ten thousand nodes allocates nothing
   */
  at(utcMs: number, out: Surroundings): void {
    const step = Math.floor((utcMs + (this.#seed % STEP_MS)) / STEP_MS);
    if (step !== this.#step) this.#look(step);
    const drift = 1 + 0.04 * wander(this.#seed + 3, utcMs, 20_000);
    const watts = this.#watts * drift;
    this.#electricity(utcMs, watts, Math.hypot(watts, this.#reactive * drift), out);
    this.#climate(utcMs, watts, out);
  }

  /** Sees which appliances run. */
  #look(step: number): void {
    const localMs = step * STEP_MS;
    this.#step = step;
    this.#watts = 0;
    this.#reactive = 0;
    for (let index = 0; index < this.#appliances.length; index++) {
      const { watts, powerFactor, runs } = this.#appliances[index] as Appliance;
      if (!runs(hash(this.#seed, 1000 + index), localMs)) continue;
      this.#watts += watts;
      // Tangent of the phase angle: reactive power adds up, apparent power does not.
      this.#reactive += watts * Math.sqrt(1 / powerFactor ** 2 - 1);
    }
  }

  #electricity(utcMs: number, watts: number, apparent: number, out: Surroundings): void {
    // The wires of the house: about half an ohm.
    const drop = (0.5 * apparent) / this.#nominalVolts;
    const volts =
      this.#nominalVolts +
      2.5 * wander(this.#gridSeed, utcMs, 7 * MINUTE) +
      0.6 * wander(this.#seed, utcMs, 15_000) -
      drop;
    out.voltageDv = Math.round(volts * 10);
    out.frequencyDhz = Math.round(500 + 0.9 * wander(this.#gridSeed + 1, utcMs, 40_000));
    out.powerFactorCenti = apparent === 0 ? 0 : Math.max(1, Math.round((100 * watts) / apparent));
    out.currentMa = apparent === 0 ? 0 : Math.round((watts * 1e6) / (out.voltageDv * out.powerFactorCenti));
    // From the rounded others, so that whoever multiplies them finds the power that is reported.
    out.powerDw = Math.round((out.voltageDv * out.currentMa * out.powerFactorCenti) / 100_000);
  }

  #climate(utcMs: number, watts: number, out: Surroundings): void {
    const dayShare = (utcMs % DAY) / DAY;
    const room = 21 + 2 * Math.sin(2 * Math.PI * (dayShare - 0.375)) + wander(this.#seed + 1, utcMs, HOUR);
    // A relay contact that carries the load warms the enclosure.
    out.temperatureDeci = Math.round(10 * (room + 6 + Math.min(watts, 4000) / 400));
    out.rssiDbm = Math.round(this.#rssi + 4 * wander(this.#seed + 2, utcMs, 90_000));
  }
}

/** Surroundings to be filled by {@link HomeWorld.at}. */
export const emptySurroundings = (): Surroundings => ({
  voltageDv: 0,
  currentMa: 0,
  powerDw: 0,
  powerFactorCenti: 0,
  frequencyDhz: 0,
  temperatureDeci: 0,
  rssiDbm: 0,
});
