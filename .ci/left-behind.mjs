// Fails when a process that this run of .ci/run started still runs, and names it:
//   HOMESYNC_CI_RUN=<a text of this run alone> node .ci/left-behind.mjs
// Children inherit the variable and keep it when their parent ends, when they leave its session, and when init adopts
// them: so it finds what neither a process group nor a tree would. One started with an empty environment is found only
// while a process of this run is among its parents.
import { readdirSync, readFileSync } from "node:fs";

const VARIABLE = "HOMESYNC_CI_RUN";
/** What is ending is given this long, ms. */
const PATIENCE_MS = Number(process.env["HOMESYNC_LEFT_BEHIND_MS"] ?? 10_000);
const PAUSE_MS = 200;

const marker = process.env[VARIABLE];
if (marker === undefined || marker === "") {
  process.stderr.write(`${VARIABLE} is not set: .ci/run sets it before it starts anything\n`);
  process.exit(2);
}

const textOf = (pid, name) => {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return ""; // It has ended meanwhile, or belongs to somebody else.
  }
};

/** Fields of /proc/[pid]/stat behind the name, which may hold spaces and parentheses: state, ppid, ... */
const statOf = (pid) => {
  const text = textOf(pid, "stat");
  const [state = "Z", ppid = "0"] = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { state, ppid };
};

function ancestorsOf(pid) {
  const found = [];
  for (let at = pid; at !== "0" && at !== ""; at = statOf(at).ppid) found.push(at);
  return found;
}

/** This process, the script that runs it, and whoever started that. */
const ours = new Set(ancestorsOf(String(process.pid)));
const script = String(process.ppid);

const isMarked = (pid) => textOf(pid, "environ").split("\0").includes(`${VARIABLE}=${marker}`);
const isOfThisRun = (pid) => ancestorsOf(pid).some((at) => at === script || (!ours.has(at) && isMarked(at)));

const leftBehind = () =>
  readdirSync("/proc").filter(
    (pid) => /^\d+$/.test(pid) && !ours.has(pid) && statOf(pid).state !== "Z" && isOfThisRun(pid),
  );

const deadlineMs = Date.now() + PATIENCE_MS;
let left = leftBehind();
while (left.length > 0 && Date.now() < deadlineMs) {
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  left = leftBehind();
}
for (const pid of left) {
  const command = textOf(pid, "cmdline").replaceAll("\0", " ").trim() || textOf(pid, "comm").trim();
  process.stdout.write(`left behind: ${pid} ${command}\n`);
}
process.stdout.write(left.length === 0 ? "1 passed, 0 failed\n" : "0 passed, 1 failed\n");
process.exitCode = left.length === 0 ? 0 : 1;
