/** Where the broker reports what went wrong; a pino logger fits. Nothing passed to it holds a secret or a payload. */
export interface BrokerLogger {
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}
