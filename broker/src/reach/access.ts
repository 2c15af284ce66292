import { type BrokerAddress, parseBrokerUrl, requireSafe } from "./address.ts";
import { readCaFile } from "./ca-file.ts";
import { type ClientCertificate, readClientCertificate } from "./client-certificate.ts";
import { ReachError } from "./error.ts";
import type { Logins } from "./logins.ts";
import { PASSWORD_VARIABLE } from "./password.ts";
import type { Secret } from "./secret.ts";

/** How a client reaches a broker, and who it is there. */
export interface BrokerAccess {
  readonly address: BrokerAddress;
  readonly username?: string | undefined;
  readonly password?: Secret | undefined;
  /** Those of its nodes, where a fleet connects: who has none among them logs in as above. */
  readonly logins?: Logins | undefined;
  /** Certificate authorities (PEM) to trust instead of the system's. */
  readonly ca?: string | undefined;
  /** Proves who the client is, where the broker asks for a certificate. */
  readonly clientCertificate?: ClientCertificate | undefined;
}

/** The same as a user asks for it. */
export interface AccessRequest {
  /** `mqtts://host:port`, `mqtt://host:port`, or the same with `wss` or `ws` and a path; without a credential. */
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: Secret | undefined;
  /** PEM file of the certificate authorities to trust instead of the system's. */
  readonly caFile?: string | undefined;
  /** PEM file of the client's certificate, and those that lead from it to its authority. */
  readonly certFile?: string | undefined;
  /** PEM file of the private key of that certificate, unencrypted. */
  readonly keyFile?: string | undefined;
  /** Connect without TLS to a host that is not this machine. */
  readonly insecure?: boolean | undefined;
}

/**
 * Checks a request as a whole and reads what it names.
 * @throws ReachError
 */
export async function resolveAccess(request: AccessRequest): Promise<BrokerAccess> {
  const { url, username, password, caFile, certFile, keyFile, insecure = false } = request;
  const address = parseBrokerUrl(url);
  requireSafe(address, insecure);
  if (!address.tls) requireNoTlsFiles(request);
  if (password !== undefined && username === undefined) {
    throw new ReachError("there is a password but no user name: give it with --username"); // [MQTT-3.1.2-22]
  }
  if (username !== undefined && password === undefined) {
    throw new ReachError(`--username needs a password: set ${PASSWORD_VARIABLE}, or give --password-file`);
  }
  const ca = caFile === undefined ? undefined : await readCaFile(caFile);
  const clientCertificate = await readClientCertificate(certFile, keyFile);
  return { address, username, password, ca, clientCertificate };
}

function requireNoTlsFiles({ caFile, certFile, keyFile }: AccessRequest): void {
  const files = { "--ca-file": caFile, "--cert-file": certFile, "--key-file": keyFile };
  const [given] = Object.entries(files).filter(([, file]) => file !== undefined);
  if (given === undefined) return;
  throw new ReachError(
    `${given[0]} is for an encrypted connection: write the broker as mqtts:// (or wss://)`,
  );
}
