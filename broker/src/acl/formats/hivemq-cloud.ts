import type { Account, AclFormat } from "./acl-format.ts";

/**
 * HiveMQ Cloud Serverless: credentials are typed into its console, each with one topic filter for publishing and
 * subscribing alike. That keeps nodes apart where each has its own, or homes; it cannot keep a node from sending itself
 * commands, nor from answering in place of another node of its home where they share a credential.
 */
export const hivemqCloud: AclFormat = {
  broker: "HiveMQ Cloud Serverless",

  files: (accounts) => [
    {
      name: "hivemq-cloud.csv",
      content: ["username,permission,topic_filter", ...accounts.map(line), ""].join("\n"),
    },
  ],
  next: (out) => [
    "in the cluster's console, Access Management: for each line a permission (Publish and Subscribe, its topic filter),",
    `  then a credential with it: ${out}/hivemq-cloud.csv; the passwords are in ${out}/credentials.csv`,
    "what shares a credential is not kept apart; permissions take up to 5 minutes to change",
  ],
};

const line = (account: Account): string =>
  `${account.username},publish_and_subscribe,${narrowestFilter(account)}`;

/** The narrowest single filter that covers all that a principal may do. */
export function narrowestFilter({ publish, subscribe }: Pick<Account, "publish" | "subscribe">): string {
  const [first = [], ...rest] = [...publish, ...subscribe].map((filter) => filter.split("/"));
  let shared = first.findIndex((level, at) => level === "+" || rest.some((other) => other[at] !== level));
  if (shared < 0) shared = first.length;
  return [...first.slice(0, shared), "#"].join("/");
}
