import { type BrokerAddress, parseBrokerUrl, requireSafe } from "./address.ts";
import { readCaFile } from "./ca-file.ts";
import { ReachError } from "./error.ts";
import { PASSWORD_VARIABLE } from "./password.ts";
import type { Secret } from "./secret.ts";

/** How a client reaches a broker, and who it is there. */
export interface BrokerAccess {
  readonly address: BrokerAddress;
  readonly username?: string | undefined;
  readonly password?: Secret | undefined;
  /** Certificate authorities (PEM) to trust instead of the system's. */
  readonly ca?: string | undefined;
}

/** The same as a user asks for it. */
export interface AccessRequest {
  /** `mqtts://host:port` or `mqtt://host:port`, without a credential. */
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: Secret | undefined;
  /** PEM file of the certificate authorities to trust instead of the system's. */
  readonly caFile?: string | undefined;
  /** Connect without TLS to a host that is not this machine. */
  readonly insecure?: boolean | undefined;
}

/**
 * Checks a request as a whole and reads what it names.
 * @throws ReachError
 */
export async function resolveAccess(request: AccessRequest): Promise<BrokerAccess> {
  const { url, username, password, caFile, insecure = false } = request;
  const address = parseBrokerUrl(url);
  requireSafe(address, insecure);
  if (caFile !== undefined && !address.tls) {
    throw new ReachError("--ca-file is for an encrypted connection: write the broker as mqtts://");
  }
  if (password !== undefined && username === undefined) {
    throw new ReachError("there is a password but no user name: give it with --username"); // [MQTT-3.1.2-22]
  }
  if (username !== undefined && password === undefined) {
    throw new ReachError(`--username needs a password: set ${PASSWORD_VARIABLE}, or give --password-file`);
  }
  const ca = caFile === undefined ? undefined : await readCaFile(caFile);
  return { address, username, password, ca };
}
