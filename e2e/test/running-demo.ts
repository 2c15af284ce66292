import { RunningProgram } from "./running-program.ts";

const LOADER = ["--conditions=@homesync/source", "--import", "tsx"];
const ANY_PORTS = ["--http-port", "0", "--broker-port", "0"];

/** A demo in a process of its own, on ports that nothing else uses, which ends with the test. */
export class RunningDemo extends RunningProgram {
  /** @param startedBy the shell stands between the test and the demo, as make does */
  constructor(args: readonly string[], startedBy: "test" | "shell" = "test") {
    const demo = [...LOADER, "e2e/demo/main.ts", ...ANY_PORTS, ...args];
    if (startedBy === "test") super(process.execPath, demo);
    // The shell waits for the demo instead of becoming it.
    else super("sh", ["-c", '"$@"; exit $?', "sh", process.execPath, ...demo]);
  }
}
