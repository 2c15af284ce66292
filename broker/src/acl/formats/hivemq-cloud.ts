import type { Account, AclFormat } from "./acl-format.ts";

/** Types are named as the console names them. */
const HEADER = "username,topic filter,permission type";

/**
 * HiveMQ Cloud Serverless: credentials are typed into its console, each with one permission, which is one topic filter for
 * publishing, subscribing or both (its pages "Access Management Options per Cloud Subscription Plan" and "Add a
 * Permission"). A node publishes and subscribes below one topic, so one filter does for it. That keeps nodes apart where
 * each has its own, or homes; it cannot keep a node from sending itself commands, nor from answering in place of another
 * node of its home where they share a credential.
 */
export const hivemqCloud: AclFormat = {
  broker: "HiveMQ Cloud Serverless",

  files: (accounts) => [
    {
      name: "hivemq-cloud.csv",
      content: [HEADER, ...accounts.map(line), ""].join("\n"),
    },
  ],
  next: (out) => [
    `in the cluster's console, Access Management, for each line of ${out}/hivemq-cloud.csv: a permission with its topic`,
    `  filter and type, then a credential with that permission; the passwords are in ${out}/credentials.csv`,
    "what shares a credential is not kept apart; a changed permission takes up to 5 minutes",
  ],
};

const line = (account: Account): string =>
  `${account.username},${narrowestFilter(account)},Publish and Subscribe`;

/** The narrowest single filter that covers all that a principal may do. */
export function narrowestFilter({ publish, subscribe }: Pick<Account, "publish" | "subscribe">): string {
  const [first = [], ...rest] = [...publish, ...subscribe].map((filter) => filter.split("/"));
  let shared = first.findIndex((level, at) => level === "+" || rest.some((other) => other[at] !== level));
  if (shared < 0) shared = first.length;
  return [...first.slice(0, shared), "#"].join("/");
}
