import type { Surroundings } from "../world/home-world.ts";
import type { LoadOverride } from "./node-action.ts";

const GRID_HZ = 50;
const GRID_V = 230;

/** What was set at a node instead of what its home has. */
export class SurroundingsOverride {
  load: LoadOverride | null = null;
  celsius: number | null = null;
  rssiDbm: number | null = null;
  /** Whether it is plugged in. */
  thermometer = true;

  apply(surroundings: Surroundings): void {
    if (this.load !== null) applyLoad(this.load, surroundings);
    if (this.celsius !== null) surroundings.temperatureDeci = Math.round(this.celsius * 10);
    if (this.rssiDbm !== null) surroundings.rssiDbm = Math.round(this.rssiDbm);
  }
}

function applyLoad(load: LoadOverride, out: Surroundings): void {
  const { powerW, voltageV = out.voltageDv / 10 || GRID_V, powerFactor = 1 } = load;
  out.voltageDv = Math.round(voltageV * 10);
  out.frequencyDhz = Math.round((load.frequencyHz ?? (out.frequencyDhz / 10 || GRID_HZ)) * 10);
  out.powerDw = Math.round(powerW * 10);
  out.powerFactorCenti = powerW === 0 ? 0 : Math.round(powerFactor * 100);
  out.currentMa = powerW === 0 ? 0 : Math.round((powerW * 1e6) / (out.voltageDv * out.powerFactorCenti));
}
