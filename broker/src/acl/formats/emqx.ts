import { createHash } from "node:crypto";
import type { Account, AclFormat } from "./acl-format.ts";

const SALT_BYTES = 16;

/**
 * EMQX 5: rules of the file authorizer (`acl.conf`), and users to import into its built-in database with its defaults:
 * SHA-256, the salt behind the password.
 */
export const emqx: AclFormat = {
  broker: "EMQX 5",

  files: (accounts, random) => [
    { name: "emqx.acl.conf", content: `${accounts.flatMap(rules).join("\n")}\n{deny, all}.\n` },
    {
      name: "emqx.users.csv",
      content: [
        "user_id,password_hash,salt,is_superuser",
        ...accounts.map((account) => user(account, random)),
        "",
      ].join("\n"),
    },
  ],
  next: (out) => [
    "Access Control, Authentication: password-based, built-in database, SHA-256, salt position suffix;",
    `  there, Users, Import: ${out}/emqx.users.csv`,
    `Access Control, Authorization, File: the content of ${out}/emqx.acl.conf; no match: deny`,
  ],
};

const rules = ({ username, publish, subscribe }: Account): string[] => [
  rule(username, "publish", publish),
  rule(username, "subscribe", subscribe),
];

const rule = (username: string, action: string, filters: readonly string[]): string =>
  `{allow, {username, "${username}"}, ${action}, [${filters.map((filter) => `"${filter}"`).join(", ")}]}.`;

function user({ username, password }: Account, random: (bytes: number) => Buffer): string {
  const salt = random(SALT_BYTES).toString("hex");
  const hash = createHash("sha256").update(`${password}${salt}`).digest("hex");
  return `${username},${hash},${salt},false`;
}
