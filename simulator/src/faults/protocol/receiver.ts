import { Type } from "typebox";

/** Who gets what may not be sent. */
export const to = Type.Optional(
  Type.Enum(["broker", "node"], { description: "who gets it; the broker when absent" }),
);
