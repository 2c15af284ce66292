import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { ReachError } from "./error.ts";

/**
 * The certificate authorities that may vouch for the broker, in PEM.
 * @throws ReachError when the file cannot be read or holds no certificate
 */
export async function readCaFile(file: string): Promise<string> {
  let pem: string;
  try {
    pem = await readFile(file, "utf8");
  } catch (error) {
    throw new ReachError(`--ca-file ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  try {
    new X509Certificate(pem);
  } catch {
    throw new ReachError(
      `--ca-file ${file} holds no certificate: it must be PEM, beginning with -----BEGIN CERTIFICATE-----`,
    );
  }
  return pem;
}
