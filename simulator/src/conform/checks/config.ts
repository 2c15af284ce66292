import { SETTINGS } from "@homesync/protocol";
import type { Check } from "../check.ts";
import { demand, shown } from "../violation.ts";

type Settings = Record<string, unknown>;

export const config: Check = {
  name: "config",
  title: "tells every setting, takes a new value, and tells that",
  source: "Topic Categories, 3: command/config; design: actions",
  async run(subject) {
    const settings = async (): Promise<Settings> =>
      (await subject.obeyed("config", { action: "get" }))["result"] as Settings;
    const before = await settings();
    const missing = Object.keys(SETTINGS).filter((name) => !Object.hasOwn(before, name));
    demand(missing.length === 0, `the settings ${missing.join(", ")} are not told`);

    const name = before["name"] === "conform" ? "conform-2" : "conform";
    await subject.obeyed("config", { action: "set", settings: { name } });
    const changed = await settings();
    await subject.obeyed("config", { action: "set", settings: { name: before["name"] } });
    demand(changed["name"] === name, `the name was set to ${name} and is ${shown(changed["name"])}`);
    demand(
      shown({ ...changed, name: "" }) === shown({ ...before, name: "" }),
      "other settings have changed with the name",
    );
  },
};
