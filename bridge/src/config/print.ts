import { Document, isMap, isSeq, type Pair, type Scalar } from "yaml";
import type { ResolvedSettings, SettingValue } from "./resolve.ts";
import { SETTING_PATHS, settingAt } from "./settings.ts";

const MASK = "[secret]";

/** A URL that holds a credential, although it must not: what is printed has none. */
const masked = (value: SettingValue): SettingValue =>
  typeof value === "string" ? value.replace(/\/\/[^/@\s]*@/, `//${MASK}@`) : value;

/** The settings as a file would say them, each with who said it; secrets are masked. */
export function printSettings(settings: ResolvedSettings): string {
  const document = new Document({});
  for (const path of SETTING_PATHS) {
    const resolved = settings.get(path);
    if (resolved === undefined) continue;
    const { value, source } = resolved;
    const keys = path.split(".");
    const node = document.createNode(settingAt(path).secret === true ? MASK : masked(value));
    if (isSeq(node)) node.flow = true;
    document.setIn(keys, node);
    const [group, name] = keys.length === 1 ? [undefined, keys[0]] : keys;
    const map = group === undefined ? document.contents : document.getIn([group]);
    if (!isMap(map)) continue;
    const pair = map.items.find(({ key }) => String(key) === name) as Pair<unknown, Scalar> | undefined;
    if (pair?.value != null) pair.value.comment = ` ${source}`;
  }
  return document.toString();
}
