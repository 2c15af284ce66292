/** What was asked for cannot be written; the message says what to do. */
export class AclError extends Error {
  override readonly name = "AclError";
}
