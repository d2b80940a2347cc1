import * as v from "valibot";
import { bearable } from "./inbox_page.ts";
import { limit, wholeNumber } from "./query.ts";
import { json, type Route, route } from "./route.ts";
import { alarms, breaker, inbox, notices, reload } from "./schemas/house.ts";
import { modems } from "./schemas/modem.ts";
import { log, stats, status } from "./schemas/stats.ts";

const get = { method: "GET", need: "viewer", problems: [] } as const;
const tag = "Appliance";

/** What tells how cellpost is, and what is done to it. */
export const houseRoutes: readonly Route[] = [
  route({
    ...get,
    path: "/stats",
    operationId: "readStats",
    tag,
    summary: "Counters, and the charts of the last hour and day",
    answer: { status: 200, description: "The counters", schema: stats },
    handle: async ({ desk }) => json(await desk.stats({})),
  }),
  route({
    ...get,
    path: "/status",
    operationId: "readStatus",
    tag,
    summary: "Whether all is well",
    answer: { status: 200, description: "How it is", schema: status },
    handle: async ({ desk }) => json(await desk.status({})),
  }),
  route({
    ...get,
    path: "/modems",
    operationId: "listModems",
    tag,
    summary: "All modems, and what is behind this machine's other ports",
    answer: { status: 200, description: "The modems", schema: modems },
    // Asking ports anew takes a minute, and disturbs what is behind them.
    handle: async ({ desk }) =>
      json({ modems: await desk.modems({ anew: false }) }),
  }),
  route({
    ...get,
    path: "/inbox",
    operationId: "listInbox",
    tag: "Messages",
    summary:
      "What modems have received, and mails to the postmaster, the newest first",
    description:
      "Fewer where their texts have more than 1,000,000 characters together.",
    query: v.strictObject({ limit: limit(1_000, 50) }),
    answer: { status: 200, description: "The inbox", schema: inbox },
    handle: async ({ desk, query }) =>
      json({ inbox: bearable(await desk.inbox(query)) }),
  }),
  route({
    ...get,
    path: "/alarms",
    operationId: "listAlarms",
    tag,
    summary: "Open alarms, the longest open first",
    answer: { status: 200, description: "The alarms", schema: alarms },
    handle: async ({ desk }) => json({ alarms: await desk.alarms({}) }),
  }),
  route({
    ...get,
    path: "/notices",
    operationId: "listNotices",
    tag,
    summary: "Mails and webhook calls of cellpost's own, the newest first",
    query: v.strictObject({ limit: limit(1_000, 50) }),
    answer: { status: 200, description: "The notices", schema: notices },
    handle: async ({ desk, query }) =>
      json({ notices: await desk.notices(query) }),
  }),
  route({
    ...get,
    path: "/log",
    operationId: "readLog",
    tag,
    summary:
      "The last lines of the log at level info and above, the oldest first",
    query: v.strictObject({
      after: v.optional(
        wholeNumber({ description: "Only lines after the one with this id" }),
      ),
      limit: limit(1_000, 200),
    }),
    answer: { status: 200, description: "The lines", schema: log },
    handle: async ({ desk, query }) => json({ log: await desk.log(query) }),
  }),
  route({
    ...get,
    path: "/breaker",
    operationId: "readBreaker",
    tag,
    summary: "Whether the breaker of [storm] keeps SMS back",
    answer: { status: 200, description: "The breaker", schema: breaker },
    handle: async ({ desk }) => json(await desk.breaker({})),
  }),
  route({
    method: "POST",
    path: "/breaker/release",
    need: "operator",
    operationId: "releaseBreaker",
    tag,
    summary: "Closes the breaker: what it kept back goes out",
    answer: {
      status: 200,
      description: "How it was until now",
      schema: breaker,
    },
    problems: [503],
    handle: async ({ desk }) => json(await desk.release({})),
  }),
  route({
    method: "POST",
    path: "/reload",
    need: "admin",
    operationId: "reloadConfig",
    tag,
    summary: "Reads the config anew",
    answer: {
      status: 200,
      description:
        "What holds now, what will after a restart; or why all stays as it was",
      schema: reload,
    },
    problems: [],
    handle: async ({ desk }) => json(await desk.reload({})),
  }),
];
