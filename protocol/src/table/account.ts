/** Form of one field of an account. `text` forms are checked alike in a JSON line and in a form of the portal. */
export type AccountRule =
  /** A network's name: UTF-8 without control characters, counted in bytes (IEEE 802.11, 9.4.2.2). */
  | "ssid"
  /** Empty for an open network, else 8 to 63 printable ASCII characters or 64 hexadecimal ones (WPA2). */
  | "passphrase"
  /** A host name or an IPv4 address. */
  | "host"
  /** TCP port, a number in a JSON line. */
  | "port"
  /** `true` or `false`; in a form of the portal also `on` for true. */
  | "flag"
  /** Printable ASCII. */
  | "printable"
  /** `[A-Za-z0-9_-]`, as home_id and node_id. */
  | "identifier";

/** Fields that are replaced together: naming one of them drops what is stored of the others. */
type AccountGroup = "wifi_1" | "wifi_2" | "wifi_3" | "broker" | "identity";

/** One field of what a node must be told before it can connect. */
export interface AccountField {
  readonly rule: AccountRule;
  readonly group: AccountGroup;
  /** Whether an account without it is none. */
  readonly required: boolean;
  /** Never read back, not in an answer and not in a log. */
  readonly secret: boolean;
  /** Longest text, in bytes. */
  readonly maxLength: number;
  readonly meaning: string;
}

const field = (
  group: AccountGroup,
  rule: AccountRule,
  maxLength: number,
  meaning: string,
  { required = false, secret = false } = {},
): AccountField => ({ rule, group, required, secret, maxLength, meaning });

/**
 * The account of a node: its networks, its broker and its identity. Append only: a node stores a field under its
 * place in this table. The names are those of a JSON line on the serial port and of the portal's form.
 */
export const ACCOUNT_FIELDS = {
  wifi_ssid: field("wifi_1", "ssid", 32, "name of the WiFi network", { required: true }),
  wifi_password: field("wifi_1", "passphrase", 64, "its password; none for an open network", {
    secret: true,
  }),
  wifi_ssid_2: field("wifi_2", "ssid", 32, "a second network, tried when the first cannot be joined"),
  wifi_password_2: field("wifi_2", "passphrase", 64, "its password", { secret: true }),
  wifi_ssid_3: field("wifi_3", "ssid", 32, "a third network"),
  wifi_password_3: field("wifi_3", "passphrase", 64, "its password", { secret: true }),
  mqtt_host: field("broker", "host", 96, "host name of the broker", { required: true }),
  mqtt_port: field("broker", "port", 5, "TCP port of the broker; 8883 by default, 1883 without TLS"),
  mqtt_tls: field("broker", "flag", 5, "whether the connection is encrypted; true by default"),
  mqtt_username: field("broker", "printable", 64, "user name at the broker"),
  mqtt_password: field("broker", "printable", 96, "password at the broker", { secret: true }),
  home_id: field("identity", "identifier", 64, "the home that the node belongs to", { required: true }),
  node_id: field("identity", "identifier", 64, "the node's name in it", { required: true }),
} as const satisfies Record<string, AccountField>;

export type AccountFieldName = keyof typeof ACCOUNT_FIELDS;

/** The ports that are meant when none is given. */
export const DEFAULT_MQTT_PORT = { tls: 8883, plain: 1883 } as const;
