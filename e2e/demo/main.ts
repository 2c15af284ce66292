import { runDemo } from "./demo.ts";
import { whenAskedToEnd } from "./ending.ts";
import { DemoUsageError, parseDemoOptions, USAGE } from "./options.ts";

// A reader that went away, such as `head`, is no reason to end without announcing the absence of the nodes.
process.stdout.on("error", () => undefined);

try {
  const options = parseDemoOptions(process.argv.slice(2));
  if (options === undefined) process.stdout.write(USAGE);
  else await runDemo(options, whenAskedToEnd(options.durationS), (text) => void process.stdout.write(text));
} catch (error) {
  if (!(error instanceof DemoUsageError)) throw error;
  process.stderr.write(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}
