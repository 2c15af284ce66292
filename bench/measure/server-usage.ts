import { readFile } from "node:fs/promises";
import type { Usage } from "./measured-process.ts";

/** Of the times in /proc: USER_HZ, which Linux tells every program as 100. */
const TICKS_A_SECOND = 100;

/**
 * What a server that is no program of ours has used since it started, as Linux tells.
 * @param pid of a process that runs
 */
export async function serverUsage(pid: number | undefined): Promise<Usage> {
  if (pid === undefined) throw new Error("the server does not run");
  const [stat, status] = await Promise.all([
    readFile(`/proc/${pid}/stat`, "utf8"),
    readFile(`/proc/${pid}/status`, "utf8"),
  ]);
  // proc(5): after the name in parentheses, which may hold spaces, fields 14 and 15 are utime and stime.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  return {
    cpuSeconds: ticks / TICKS_A_SECOND,
    rssMegabytes: Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1]) / 1024,
  };
}
