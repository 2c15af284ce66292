import type { Lift } from "../fault-kind.ts";
import type { Impairment } from "../line/impairment.ts";
import type { FaultScene } from "../scene.ts";

/** Impairs the lines of all nodes of a scene, each with its own. */
export function impairLines({ nodes }: FaultScene, impairment: () => Impairment): Lift {
  const restores = nodes.map(({ line }) => line.impair(impairment()));
  return () => {
    for (const restore of restores) restore();
  };
}
