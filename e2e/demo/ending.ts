/** Ways in which a demo ends from outside. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** How often it is looked at whether whoever started the demo is still there, ms. */
const PARENT_CHECK_MS = 500;

/**
 * Resolves when the demo is asked to end: by a signal, by the death of the process that started it (a killed `make`
 * cannot pass a signal on), or after `durationS` seconds. A second signal ends the process at once.
 */
export function whenAskedToEnd(durationS: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of SIGNALS) process.once(signal, () => resolve());
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      resolve();
    }, PARENT_CHECK_MS);
    watch.unref();
    if (durationS !== undefined) setTimeout(resolve, durationS * 1000).unref();
  });
}
