import type { Account, AclFormat } from "./acl-format.ts";

/** Mosquitto's `acl_file` and `password_file` (mosquitto.conf(5)); the latter is hashed by mosquitto's own tool. */
export const mosquitto: AclFormat = {
  broker: "mosquitto",

  files: (accounts) => [
    { name: "mosquitto.acl", content: `${accounts.map(rules).join("\n")}` },
    {
      name: "mosquitto.passwords",
      content: accounts.map(({ username, password }) => `${username}:${password}\n`).join(""),
    },
  ],
  next: (out) => [
    `mosquitto_passwd -U ${out}/mosquitto.passwords   # replaces the passwords by their hashes`,
    "in mosquitto.conf: allow_anonymous false",
    `                   acl_file ${out}/mosquitto.acl`,
    `                   password_file ${out}/mosquitto.passwords`,
  ],
};

const rules = ({ username, publish, subscribe }: Account): string =>
  [
    `user ${username}`,
    ...publish.map((topic) => `topic write ${topic}`),
    ...subscribe.map((filter) => `topic read ${filter}`),
    "",
  ].join("\n");
