import * as v from "valibot";
import type { Desk, LiveEvent } from "../../desk/mod.ts";
import { eventStream } from "./event_stream.ts";
import { problem, type Route, route } from "./route.ts";

/** All kinds of events. */
export const eventKinds = [
  "deliveries",
  "modems",
  "inbox",
  "alarms",
  "breaker",
  "stats",
  "log",
] as const satisfies readonly LiveEvent["kind"][];

const description =
  `Server-sent events. The name of an event is its kind, its data JSON. "deliveries" names messages that are new or have changed
(\`ids\`, and \`more\` when there are others), "log" brings lines; the others say that it is worth asking anew. A client that comes back
with Last-Event-ID is told one event of each kind, since it may have missed any. One that does not read is cut off.`
    .replaceAll("\n", " ");

/** What happens, as it happens. */
export const eventRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/events",
    need: "viewer",
    operationId: "streamEvents",
    tag: "Events",
    summary: "What has changed, as it changes",
    description,
    query: v.strictObject({
      kinds: v.optional(v.pipe(
        v.string(),
        v.maxLength(200),
        v.description(
          `Only these, separated by commas: ${eventKinds.join(", ")}`,
        ),
      )),
    }),
    headers: [{
      name: "Last-Event-ID",
      description: "The id of the last event that has come",
    }],
    answer: {
      status: 200,
      description: "Events without end",
      contentType: "text/event-stream",
    },
    problems: [400, 429],
    async handle({ desk, clock, query, header }) {
      const asked = query.kinds?.split(",").map((it) => it.trim());
      const stray = asked?.find((it) => !isKind(it));
      if (stray !== undefined) {
        const known = eventKinds.join(", ");
        return problem(400, `The kind "${stray}" is not one of ${known}`);
      }
      const place = new Place(await startOf(desk), header("last-event-id"));
      const stream = eventStream(desk.live, {
        clock,
        first: place.lost ? await everything(desk, place.line) : [],
        wants: (kind) => asked === undefined || asked.includes(kind),
        idOf: (event) => place.after(event),
      });
      return { kind: "raw", response: streamResponse(stream) };
    },
  }),
];

function isKind(text: string): boolean {
  return eventKinds.some((it) => it === text);
}

/** What tells this run of cellpost from others, and where its log is. */
async function startOf(
  desk: Desk,
): Promise<{ readonly run: string; readonly line: number }> {
  const [{ startedAt }, lines] = await Promise.all([
    desk.status({}),
    desk.log({ limit: 1 }),
  ]);
  return { run: startedAt.toString(36), line: lines.at(-1)?.id ?? 0 };
}

/** How far a client has come: ids are this run's, and the last line of the log that it has. */
class Place {
  readonly #run: string;
  /** Whether the client was here before, so that it may have missed something. */
  readonly lost: boolean;
  /** The last line that it has. */
  line: number;

  constructor(
    { run, line }: { readonly run: string; readonly line: number },
    lastEventId: string | undefined,
  ) {
    const [, ofRun, lastLine] = /^([0-9a-z]+)-([0-9]{1,15})$/
      .exec(lastEventId ?? "") ?? [];
    this.#run = run;
    this.lost = lastEventId !== undefined && lastEventId !== "";
    const earlier = ofRun === run ? Math.min(line, Number(lastLine)) : 0;
    this.line = this.lost ? earlier : line;
  }

  after(event: LiveEvent): string {
    if (event.kind === "log") {
      this.line = event.lines.at(-1)?.id ?? this.line;
    }
    return `${this.#run}-${this.line}`;
  }
}

/** One event of each kind. */
async function everything(
  desk: Desk,
  after: number,
): Promise<readonly LiveEvent[]> {
  const lines = await desk.log({ after, limit: 200 });
  return eventKinds.map((kind): LiveEvent => {
    if (kind === "deliveries") return { kind, ids: [], more: true };
    return kind === "log" ? { kind, lines } : { kind };
  });
}

function streamResponse(stream: ReadableStream<Uint8Array>): Response {
  return new Response(stream, {
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      // nginx would gather events until a buffer is full.
      "x-accel-buffering": "no",
    },
  });
}
