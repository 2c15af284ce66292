import { pbkdf2Sync } from "node:crypto";
import type { Account, AclFormat } from "./acl-format.ts";

/** The defaults of the extension's own password generator: PBKDF2 with SHA-512. The passwords are random, not guessable. */
const ITERATIONS = 100;
const HASH_BYTES = 64;
const SALT_BYTES = 24;

/** HiveMQ on a machine of one's own, with the File RBAC extension: `credentials.xml`, password type HASHED. */
export const hivemq: AclFormat = {
  broker: "HiveMQ with the File RBAC extension",

  files: (accounts, random) => [
    {
      name: "hivemq.credentials.xml",
      content: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<file-rbac>
  <users>
${accounts.map((account) => user(account, random)).join("\n")}
  </users>
  <roles>
${accounts.map(role).join("\n")}
  </roles>
</file-rbac>
`,
    },
  ],
  next: (out) => [
    `copy ${out}/hivemq.credentials.xml to extensions/hivemq-file-rbac-extension/credentials.xml`,
    "in its extension-config.xml: <password-type>HASHED</password-type>",
  ],
};

// A username is an identifier, or two with a dot: nothing in it or in a filter needs escaping.
const user = ({ username, password }: Account, random: (bytes: number) => Buffer): string => `    <user>
      <name>${username}</name>
      <password>${hash(password, random(SALT_BYTES))}</password>
      <roles>
        <id>${username}</id>
      </roles>
    </user>`;

const hash = (password: string, salt: Buffer): string =>
  [
    salt.toString("base64"),
    ITERATIONS,
    pbkdf2Sync(password, salt, ITERATIONS, HASH_BYTES, "sha512").toString("base64"),
  ].join(":");

const role = ({ username, publish, subscribe }: Account): string => `    <role>
      <id>${username}</id>
      <permissions>
${[...publish.map((topic) => permission(topic, "PUBLISH")), ...subscribe.map((filter) => permission(filter, "SUBSCRIBE"))].join("\n")}
      </permissions>
    </role>`;

const permission = (topic: string, activity: "PUBLISH" | "SUBSCRIBE"): string =>
  `        <permission>
          <topic>${topic}</topic>
          <activity>${activity}</activity>
        </permission>`;
