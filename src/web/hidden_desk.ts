import type { Desk, InboxView, LiveEvent, LogView } from "../desk/mod.ts";

/**
 * The desk of somebody who may not read: the same, without what messages say. The only place where it is taken out, so that no route
 * need think of it.
 */
export function hiddenDesk(desk: Desk): Desk {
  return {
    ...desk,
    // What one may not read one may not search either, or letter after letter could be guessed.
    list: async ({ text, ...filter }) =>
      text === undefined || text === ""
        ? (await desk.list(filter)).map((it) => ({
          ...it,
          subject: "",
          preview: "",
        }))
        : [],
    show: async (request) => {
      const message = await desk.show(request);
      return message && { ...message, subject: "", message: { text: "" } };
    },
    inbox: async (request) => (await desk.inbox(request)).map(withoutText),
    export: async (request) =>
      (await desk.export(request)).map((it) => ({
        ...it,
        subject: "",
        text: "",
      })),
    ussd: async (request) => ({ ...await desk.ussd(request), answers: [] }),
    log: async (request) => withoutDebug(await desk.log(request)),
    live: {
      subscribe: (listener) =>
        desk.live.subscribe((event) => listener(withoutTexts(event))),
    },
  };
}

function withoutText(view: InboxView): InboxView {
  return view.kind === "postmaster"
    ? { ...view, subject: "", text: "" }
    : { ...view, text: "", pdus: [] };
}

// By the law of the log, nothing above debug has a text in it.
function withoutDebug(lines: readonly LogView[]): readonly LogView[] {
  return lines.filter(({ level }) => level !== "debug");
}

function withoutTexts(event: LiveEvent): LiveEvent {
  return event.kind === "log"
    ? { ...event, lines: withoutDebug(event.lines) }
    : event;
}
