import * as v from "valibot";
import type { SendAnswer } from "../../desk/mod.ts";
import { fingerprintOf, readKey } from "./idempotency_key.ts";
import { momentOf } from "./moment_text.ts";
import { longestList } from "./read_body.ts";
import {
  json,
  noSuchMessage,
  problem,
  type Reply,
  type Route,
  route,
} from "./route.ts";
import { operatorResult, queued } from "./schemas/delivery.ts";
import { moment, priority } from "./schemas/words.ts";

const recipient = v.pipe(v.string(), v.minLength(1), v.maxLength(320));

const sendBody = v.strictObject({
  to: v.pipe(
    v.union([
      recipient,
      v.pipe(v.array(recipient), v.minLength(1), v.maxLength(longestList)),
    ]),
    v.description(
      "Numbers, contacts and groups, written as in a mail's recipient before the @. All of them get it, or nobody",
    ),
  ),
  text: v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(100_000),
    v.description(
      "What the phone shall show; [message] says what becomes of a long one",
    ),
  ),
  priority: v.optional(priority),
  flash: v.optional(v.pipe(
    v.boolean(),
    v.description("Shown at once, and not stored by the phone"),
  )),
  sendAt: v.optional(v.pipe(
    v.union([
      moment,
      v.pipe(
        v.string(),
        v.isoTimestamp(),
        v.transform(momentOf),
        v.number("Must be a moment such as 2026-11-27T08:00:00+01:00"),
      ),
    ]),
    v.description("Not before; at most 30 days ahead"),
  )),
});

const description =
  `Answers only when the message is on disk. A request with an Idempotency-Key may be sent again for a day: the same
one is answered with the same id, and makes no second message, whatever has crashed in between; with another body it is a mistake (422).
What was refused is not remembered: the same key may be tried again.`
    .replaceAll("\n", " ");

/** Sending, and what is done with what was sent. */
export const messageRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/messages",
    need: "operator",
    operationId: "sendMessage",
    tag: "Messages",
    summary: "Sends an SMS",
    description,
    headers: [{
      name: "Idempotency-Key",
      description: "A string that the caller uses for this message alone",
    }],
    body: sendBody,
    answer: { status: 202, description: "It is queued", schema: queued },
    problems: [422, 429, 503],
    async handle({ desk, body, viewer, client, header }) {
      const reading = readKey(header("idempotency-key"));
      if (reading.kind === "wrong") return problem(400, reading.detail);
      const { to, ...rest } = body;
      const request = { ...rest, recipient: to };
      const once = reading.kind === "none"
        ? {}
        : { once: { key: reading.key, fingerprint: fingerprintOf(request) } };
      const context = { user: viewer.name, address: client, ...once };
      return replyOf(await desk.send(request, context));
    },
  }),
  ...(["retry", "cancel"] as const).map((name) =>
    route({
      method: "POST",
      path: `/messages/{id}/${name}`,
      need: "operator",
      operationId: `${name}Message`,
      tag: "Messages",
      summary: name === "retry"
        ? "Makes waiting deliveries due now; sends again what failed or expired"
        : "Cancels the deliveries that wait",
      parameters: { id: "As the answer to sending told it" },
      answer: {
        status: 200,
        description: "What has changed, and what has not",
        schema: operatorResult,
      },
      problems: [404, 409, 503],
      async handle({ desk, path: { id = "" } }) {
        const result = await desk[name]({ id });
        return result === undefined ? noSuchMessage(id) : json(result);
      },
    })
  ),
];

function replyOf(answer: SendAnswer): Reply {
  if (answer.kind === "queued") {
    const { id } = answer;
    const headers = { location: `/api/v1/messages/${id}` };
    return { kind: "json", body: { id }, headers };
  }
  const { text, why, retryAfterMs = 0 } = answer;
  switch (why) {
    case undefined:
      return problem(422, text, "refused");
    case "keyReused":
      return problem(422, text, "key-reused");
    case "unavailable":
      return problem(503, text, "unavailable");
    case "limit": {
      const seconds = Math.max(1, Math.ceil(retryAfterMs / 1_000));
      return {
        kind: "problem",
        problem: { type: "limit", status: 429, detail: text },
        headers: { "retry-after": String(seconds) },
      };
    }
    default:
      return why satisfies never;
  }
}
