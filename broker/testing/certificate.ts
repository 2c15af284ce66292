import { generate } from "selfsigned";

/** A certificate that is its own authority, PEM. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

const DNS_NAME = 2;
const IP_ADDRESS = 7;

/** A fresh certificate for `localhost` and 127.0.0.1: no key lies in the repository, and none expires there. */
export async function makeCertificate(): Promise<TestCertificate> {
  const { cert, private: key } = await generate([{ name: "commonName", value: "localhost" }], {
    keyType: "ec",
    algorithm: "sha256",
    extensions: [
      {
        name: "subjectAltName",
        altNames: [
          { type: DNS_NAME, value: "localhost" },
          { type: IP_ADDRESS, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  return { cert, key };
}
