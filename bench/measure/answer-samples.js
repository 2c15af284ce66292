/**
 * The measured side of a benchmark: tells that it is ready, then answers samples until it is to end. JavaScript, as what is
 * measured is the program as it is shipped, without a loader that costs memory of its own.
 * @param {object} ready what it tells as soon as it is
 * @param {() => object} count
 * @param {() => Promise<void>} end
 */
export function answerSamples(ready, count, end) {
  process.on("message", (order) => {
    if (order !== "sample") {
      void end().then(() => process.disconnect());
      return;
    }
    const { user, system } = process.cpuUsage();
    process.send({
      ...count(),
      cpuSeconds: (user + system) / 1e6,
      rssMegabytes: process.memoryUsage.rss() / 1024 ** 2,
    });
  });
  process.send(ready);
}
