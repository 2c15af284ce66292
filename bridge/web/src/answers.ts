/** The API's answers, by the schemas that the bridge itself answers with: types only, nothing of them is in the page. */
import type { Static } from "typebox";
import type {
  CommandAnswer,
  EventAnswer,
  History,
  Me,
  Node,
  Problem,
  Status,
} from "../../src/api/answers.ts";

export type ApiNode = Static<typeof Node>;
export type ApiHistory = Static<typeof History>;
export type ApiCommand = Static<typeof CommandAnswer>;
export type ApiEvent = Static<typeof EventAnswer>;
export type ApiMe = Static<typeof Me>;
export type ApiProblem = Static<typeof Problem>;
export type ApiStatus = Static<typeof Status>;
