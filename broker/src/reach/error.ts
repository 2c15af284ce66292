/** What a user asked for to reach a broker is wrong or unsafe; the message is one or two lines and says what to do. */
export class ReachError extends Error {
  override readonly name = "ReachError";
}
