import type { AclFormat } from "./acl-format.ts";
import { emqx } from "./emqx.ts";
import { hivemq } from "./hivemq.ts";
import { hivemqCloud } from "./hivemq-cloud.ts";
import { mosquitto } from "./mosquitto.ts";

/** The brokers that can be told, by the name that the command line takes. */
export const ACL_FORMATS = {
  mosquitto,
  emqx,
  hivemq,
  "hivemq-cloud": hivemqCloud,
} as const satisfies Record<string, AclFormat>;

export type AclFormatName = keyof typeof ACL_FORMATS;
