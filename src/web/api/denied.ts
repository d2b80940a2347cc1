import * as v from "valibot";
import type { DeniedAnswer } from "../../desk/mod.ts";
import { json, problem, type Reply, type Route, route } from "./route.ts";
import { denied, deniedChange } from "./schemas/house.ts";

const tag = "Deny list";
const changed = {
  status: 200,
  description: "What was changed, number by number",
  schema: deniedChange,
};

/** The numbers to which nothing is sent. */
export const deniedRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/denied",
    need: "viewer",
    operationId: "listDenied",
    tag,
    summary: "The numbers to which nothing is sent",
    answer: { status: 200, description: "The list", schema: denied },
    problems: [],
    handle: async ({ desk }) => json({ denied: await desk.denied({}) }),
  }),
  route({
    method: "POST",
    path: "/denied",
    need: "operator",
    operationId: "deny",
    tag,
    summary: "Puts a number, or whom a name stands for, on the list",
    body: v.strictObject({
      recipient: v.pipe(v.string(), v.minLength(1), v.maxLength(320)),
    }),
    answer: changed,
    problems: [422, 503],
    handle: async ({ desk, body }) => replyOf(await desk.deny(body)),
  }),
  route({
    method: "DELETE",
    path: "/denied/{recipient}",
    need: "operator",
    operationId: "allow",
    tag,
    summary: "Takes them off",
    parameters: { recipient: "A number, or a name of the phone book" },
    answer: changed,
    problems: [422, 503],
    handle: async ({ desk, path: { recipient = "" } }) =>
      replyOf(await desk.allow({ recipient })),
  }),
];

function replyOf(answer: DeniedAnswer): Reply {
  return answer.kind === "done"
    ? json({ numbers: answer.numbers })
    : problem(422, answer.text, "refused");
}
