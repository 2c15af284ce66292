import type { BrokerAddress } from "@homesync/broker/reach";
import type { Failure } from "../mqtt/failure.ts";
import { CliError, EXIT } from "./exit-status.ts";

/** Says in one or two lines why the broker cannot be used and what to do about it. */
export function connectError({ kind, detail }: Failure, { host, url }: BrokerAddress): CliError {
  switch (kind) {
    case "unreachable":
    case "timed_out":
      return new CliError(
        EXIT.unreachable,
        `no broker answers at ${url} (${detail})\ncheck that it runs and the port, or use --broker embedded`,
      );
    case "unknown_host":
      return new CliError(EXIT.unreachable, `the host ${host} is not known (${detail})\ncheck its spelling`);
    case "tls":
      return new CliError(
        EXIT.unreachable,
        `the TLS connection to ${url} failed (${detail})\ncheck that the port speaks TLS, and give the right authority with --ca-file`,
      );
    case "closed_before_connack":
    case "closed_by_broker":
    case "network":
    case "malformed":
    case "too_large":
      return new CliError(
        EXIT.unreachable,
        `${url} ended the connection before a session began (${detail})\nit may have reached its connection limit, speak TLS (mqtts://), or be no MQTT broker`,
      );
    case "bad_credentials":
      return new CliError(
        EXIT.refused,
        `authentication failed at ${url}: ${detail}\ncheck --username and the password (HOMESYNC_MQTT_PASSWORD or --password-file)`,
      );
    case "limit_reached":
      return new CliError(
        EXIT.refused,
        `the broker at ${url} refused the connection: ${detail}\nits plan's limit is reached: remove old sessions (homesync-sim cleanup), run fewer nodes, or take a larger plan (homesync-sim plan)`,
      );
    case "too_many_files":
      return new CliError(EXIT.machine, `too many open files (${detail})\nraise the limit: ulimit -n`);
    default:
      return new CliError(EXIT.refused, `the broker at ${url} refused the connection: ${detail}`);
  }
}
