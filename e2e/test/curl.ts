import { hasProgram } from "../documentation/programs.ts";

/** Whether this machine has curl: what pages and demo print with it is tried as it stands, where it can be. */
export const HAS_CURL = hasProgram("curl");
