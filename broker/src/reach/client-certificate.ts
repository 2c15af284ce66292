import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { ReachError } from "./error.ts";
import { Secret } from "./secret.ts";

/** What a client shows to a broker that asks for a certificate. */
export interface ClientCertificate {
  /** The certificate, and those that lead from it to its authority, PEM. */
  readonly cert: string;
  /** Its private key, PEM. */
  readonly key: Secret;
}

/**
 * Reads a client certificate and its key.
 * @returns undefined when neither is asked for
 * @throws ReachError when one is given without the other, cannot be read, or they do not belong together
 */
export async function readClientCertificate(
  certFile: string | undefined,
  keyFile: string | undefined,
): Promise<ClientCertificate | undefined> {
  if (certFile === undefined && keyFile === undefined) return undefined;
  if (certFile === undefined) throw new ReachError("--key-file needs the certificate: give --cert-file");
  if (keyFile === undefined) throw new ReachError("--cert-file needs its private key: give --key-file");
  const cert = await readPem("--cert-file", certFile);
  const key = await readPem("--key-file", keyFile);
  const certificate = asCertificate(cert, certFile);
  if (!certificate.checkPrivateKey(asPrivateKey(key, keyFile))) {
    throw new ReachError(
      `--key-file ${keyFile} is not the key of the certificate in --cert-file ${certFile}`,
    );
  }
  return { cert, key: new Secret(key) };
}

async function readPem(option: string, file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new ReachError(`${option} ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function asCertificate(pem: string, file: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new ReachError(
      `--cert-file ${file} holds no certificate: it must be PEM, beginning with -----BEGIN CERTIFICATE-----`,
    );
  }
}

function asPrivateKey(pem: string, file: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new ReachError(`--key-file ${file} holds no private key: it must be PEM, and not encrypted`);
  }
}
