import { type DestinationStream, type LevelWithSilent, type Logger, pino } from "pino";

export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** Fields that never reach the log, should anything ever hand one over (design: no secret in logs). */
const SECRETS = ["password", "token", "authorization", "key", "secret"];

/** One JSON object a line, secrets removed. */
export function createLogger(level: LevelWithSilent, destination: DestinationStream): Logger {
  return pino(
    {
      name: "homesync-bridge",
      level,
      redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: "[secret]" },
    },
    destination,
  );
}
