import { isLoopback, type Secret } from "@homesync/broker/reach";
import { usageError } from "../../config/start-error.ts";

interface InfluxServer {
  /** `http://` or `https://`, host, port, and a path where a proxy adds one. */
  readonly url: string;
  /** PEM of the authority that signed the server's certificate; the system's authorities when absent. */
  readonly ca?: string | undefined;
  /** Send credentials unencrypted to another host than this one. */
  readonly insecure?: boolean | undefined;
  /** Milliseconds until a request is given up; 10 s when absent. */
  readonly timeoutMs?: number | undefined;
}

/** InfluxDB 1.x: `/write?db=&rp=`. */
interface InfluxV1Options extends InfluxServer {
  readonly version: 1;
  readonly database: string;
  /** The database's default one when absent. */
  readonly retentionPolicy?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: Secret | undefined;
}

/** InfluxDB 2.x, and what speaks its write path, such as VictoriaMetrics: `/api/v2/write?org=&bucket=`. */
interface InfluxV2Options extends InfluxServer {
  readonly version: 2;
  readonly bucket: string;
  readonly org: string;
  readonly token?: Secret | undefined;
}

/** InfluxDB 3: `/api/v3/write_lp?db=`. */
interface InfluxV3Options extends InfluxServer {
  readonly version: 3;
  readonly database: string;
  readonly token?: Secret | undefined;
}

export type InfluxOptions = InfluxV1Options | InfluxV2Options | InfluxV3Options;

export const INFLUX_DEFAULTS = { timeoutMs: 10_000 } as const;

/** Where and how to talk to a server. */
export interface InfluxTarget {
  readonly base: URL;
  /** Path and query of a write. */
  readonly writePath: string;
  /** Query parameters of InfluxQL. */
  readonly queryParameters: Readonly<Record<string, string>>;
  readonly authorization: string | undefined;
}

/**
 * Checks options and works out what they mean. Credentials are in no URL, so that no log of a proxy has them.
 * @throws StartError when they are wrong or unsafe
 */
export function influxTarget(options: InfluxOptions): InfluxTarget {
  const base = parseBase(options.url);
  const authorization = authorizationOf(options);
  const isSafe = base.protocol === "https:" || isLoopback(base.hostname) || options.insecure === true;
  if (authorization !== undefined && !isSafe) {
    throw usageError(
      `InfluxDB at ${base.host}: credentials would be sent unencrypted; use https:, or say insecure if you accept that`,
    );
  }
  return { base, authorization, ...paths(options) };
}

function parseBase(text: string): URL {
  const base = URL.canParse(text) ? new URL(text) : undefined;
  if (base === undefined || !/^https?:$/.test(base.protocol)) {
    throw usageError("InfluxDB's URL must begin with http:// or https://");
  }
  if (base.username !== "" || base.password !== "") {
    throw usageError("InfluxDB's URL must hold no credentials: give them as settings of their own");
  }
  return base;
}

function authorizationOf(options: InfluxOptions): string | undefined {
  switch (options.version) {
    case 1: {
      const { username, password } = options;
      if (username === undefined) return undefined;
      return `Basic ${Buffer.from(`${username}:${password?.reveal() ?? ""}`).toString("base64")}`;
    }
    case 2:
      return options.token === undefined ? undefined : `Token ${options.token.reveal()}`;
    case 3:
      return options.token === undefined ? undefined : `Bearer ${options.token.reveal()}`;
  }
}

// The precision is always said: without it servers guess, and 2026 becomes 1970.
function paths(options: InfluxOptions): Pick<InfluxTarget, "writePath" | "queryParameters"> {
  switch (options.version) {
    case 1: {
      const { database: db, retentionPolicy: rp } = options;
      const target = { db, ...(rp === undefined ? {} : { rp }) };
      return {
        writePath: `/write?${new URLSearchParams({ ...target, precision: "ms" })}`,
        queryParameters: target,
      };
    }
    case 2: {
      const { org, bucket } = options;
      return {
        writePath: `/api/v2/write?${new URLSearchParams({ org, bucket, precision: "ms" })}`,
        queryParameters: { db: bucket },
      };
    }
    case 3: {
      const { database: db } = options;
      return {
        writePath: `/api/v3/write_lp?${new URLSearchParams({ db, precision: "millisecond" })}`,
        queryParameters: { db },
      };
    }
  }
}
