import { Problem } from "./problem.ts";

export const unknownHome = (): Problem =>
  new Problem("unknown_home", "check the home id, and that the token is for this home");

export const unknownNode = (): Problem =>
  new Problem("unknown_node", "nothing was ever heard of such a node in this home: check its id");
