import * as v from "valibot";
import type { ListRequest } from "../../desk/mod.ts";
import { deliveryStates } from "../../model/mod.ts";
import { listedFor, messageFor } from "./hide_text.ts";
import { limit, wholeNumber } from "./query.ts";
import { json, noSuchMessage, problem, type Route, route } from "./route.ts";
import { deliveryPage, message } from "./schemas/delivery.ts";

const listQuery = v.strictObject({
  state: v.optional(
    v.pipe(
      v.picklist(deliveryStates),
      v.description("Only those in this state"),
    ),
  ),
  recipient: v.optional(v.pipe(
    v.string(),
    v.regex(
      /^\+?[0-9]{1,20}$/,
      "Must be the digits of a number, or its last ones",
    ),
    v.description("Only those to this number, or to its last digits"),
  )),
  sender: v.optional(v.pipe(
    v.string(),
    v.maxLength(320),
    v.description('Only of mails from this address, or from "@" and a domain'),
  )),
  text: v.optional(v.pipe(
    v.string(),
    v.maxLength(200),
    v.description("Only those whose text or subject holds this, in any case"),
  )),
  since: v.optional(
    wholeNumber({
      description: "Only accepted then or later, milliseconds since 1970",
    }),
  ),
  before: v.optional(
    wholeNumber({
      description: 'Only older ones: the "next" of the page before',
    }),
  ),
  limit: limit(1_000, 50),
});

/** The list of deliveries, and one message. */
export const deliveryRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/deliveries",
    need: "viewer",
    operationId: "listDeliveries",
    tag: "Messages",
    summary: "Deliveries, the newest first",
    query: listQuery,
    answer: { status: 200, description: "A page", schema: deliveryPage },
    problems: [],
    async handle({ desk, query, viewer }) {
      if (query.text !== undefined && !viewer.readsText) {
        return problem(
          403,
          "Texts are hidden from this user: they cannot be searched",
          "refused",
        );
      }
      const deliveries = await desk.list(requestOf(query));
      const last = deliveries.at(-1)?.deliveryId ?? 0;
      const more = deliveries.length === query.limit && last > 1;
      return json({
        deliveries: listedFor(viewer, deliveries),
        ...(more ? { next: last } : {}),
      });
    },
  }),
  route({
    method: "GET",
    path: "/messages/{id}",
    need: "viewer",
    operationId: "showMessage",
    tag: "Messages",
    summary: "One message with all that happened to it",
    parameters: { id: "As the answer to sending told it" },
    answer: { status: 200, description: "The message", schema: message },
    problems: [404],
    async handle({ desk, path, viewer }) {
      const { id = "" } = path;
      const found = await desk.show({ id });
      return found === undefined
        ? noSuchMessage(id)
        : json(messageFor(viewer, found));
    },
  }),
];

function requestOf(
  { recipient, ...rest }: v.InferOutput<typeof listQuery>,
): ListRequest {
  return {
    ...rest,
    ...(recipient === undefined
      ? {}
      : { recipient: recipient.replace("+", "") }),
  };
}
