/** What both clients measure themselves by. */

/** CPU-seconds of this process, all threads, user and system, since an earlier answer of this. */
export function cpuSeconds(since = { user: 0, system: 0 }) {
  const { user, system } = process.cpuUsage();
  return (user + system - since.user - since.system) / 1e6;
}

/** Waits for the broker, which costs nothing: to ask in every turn would. */
export async function waitWhile(busy) {
  while (busy()) await new Promise((resolve) => setTimeout(resolve, 5));
}

export const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** The result goes to the parent as the one line of output. */
export function report(result) {
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
}
