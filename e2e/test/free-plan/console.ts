import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrokerOptions } from "@homesync/broker";
import { type Logins, readLogins } from "@homesync/broker/reach";
import { expect, onTestFinished } from "vitest";
import { RunningProgram } from "../running-program.ts";

/** Who gets a credential, and what homesync-acl made of it. */
export interface Access {
  /** As somebody types them into the console of HiveMQ Cloud: one topic filter each. */
  readonly credentials: NonNullable<BrokerOptions["credentials"]>;
  readonly logins: Logins;
  /** `credentials.csv` */
  readonly file: string;
  /** A file that holds the password of one username alone. */
  passwordFile(username: string): Promise<string>;
}

/** What the permission types of HiveMQ Cloud Serverless allow. */
const ONLY: Readonly<Record<string, { readonly only?: "publish" | "subscribe" }>> = {
  "Publish and Subscribe": {},
  "Publish Only": { only: "publish" },
  "Subscribe Only": { only: "subscribe" },
};

/** Runs homesync-acl for HiveMQ Cloud, and types what it wrote into the embedded broker. @param nodes `home/node` */
export async function typeIntoConsole(nodes: readonly string[]): Promise<Access> {
  const folder = await mkdtemp(join(tmpdir(), "homesync-console-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const list = join(folder, "nodes.txt");
  await writeFile(list, nodes.join("\n"));
  const args = ["broker/bin/homesync-acl.js", "hivemq-cloud", "--nodes-file", list, "--out", folder];
  const acl = new RunningProgram(process.execPath, args);
  expect(await acl.ended(), acl.output).toBe(0);

  const file = join(folder, "credentials.csv");
  const logins = await readLogins(file);
  const passwords = new Map(logins.reveal());
  const [, ...lines] = (await readFile(join(folder, "hivemq-cloud.csv"), "utf8")).trim().split("\n");
  const credentials = Object.fromEntries(
    lines.map((line) => {
      const [username = "", filter = "", type = ""] = line.split(",");
      const permission = ONLY[type];
      if (permission === undefined) throw new Error(`the console has no permission type ${type}`);
      return [username, { password: passwords.get(username) ?? "", filters: [filter], ...permission }];
    }),
  );
  return {
    credentials,
    logins,
    file,
    async passwordFile(username) {
      const path = join(folder, `${username}.password`);
      await writeFile(path, passwords.get(username) ?? "", { mode: 0o600 });
      return path;
    },
  };
}
