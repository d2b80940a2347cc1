/** What the laws of the queue are tried with, for tests of other rooms. */
export { anna, bert, submission } from "../../src/queue/law_suite.ts";
