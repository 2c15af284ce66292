/** The topics of Shelly Gen1 plugs (`shellies/{id}/...`) that the bridge knows, declared once: it uses them, access rules grant them. */

/** What of a plug has a meaning for the bridge, below `shellies/{id}/`. */
const HEARD = ["relay/0", "relay/0/power", "relay/0/energy", "online"] as const;

/** Filters of what plugs say that has a meaning for the bridge. */
export const SHELLY_FILTERS: readonly string[] = HEARD.map((name) => `shellies/+/${name}`);

/** Where a plug is told to switch its relay; the filter for all of them with the id `+`. */
export const shellyCommandTopic = (id: string): string => `shellies/${id}/relay/0/command`;
