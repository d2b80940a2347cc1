import { parseDuration } from "./duration.ts";
import { type Finding, isTable, type Table } from "./finding.ts";
import { parseListenAddress } from "./network.ts";
import { webDefaults } from "./web_section.ts";

/** Far more than a machine has addresses. */
const mostAddresses = 64;

/** Finds values of `[web]` that are right by themselves but not together. */
export function checkWeb(document: Table): Finding[] {
  const web = isTable(document.web) ? document.web : {};
  const smtp = isTable(document.smtp) ? document.smtp : {};
  if (web.enabled === false) return [];
  return [
    ...checkListen(web),
    ...checkTls(web, smtp),
    ...checkSession(web),
  ];
}

function checkListen({ listen }: Table): Finding[] {
  if (!Array.isArray(listen)) return [];
  const path = ["web", "listen"];
  if (listen.length === 0) {
    const text =
      "is empty; it must name at least one address, or set enabled = false";
    return [{ path, text }];
  }
  if (listen.length > mostAddresses) {
    const text = `has ${listen.length} entries; ${mostAddresses} are the most`;
    return [{ path, text }];
  }
  const seen = new Set<string>();
  return listen.flatMap((value: unknown, at): Finding[] => {
    const read = typeof value === "string"
      ? parseListenAddress(value)
      : undefined;
    // Port 0 is another port each time.
    if (read === undefined || read.port === 0) return [];
    const same = `${read.hostname.toLowerCase()} ${read.port}`;
    if (!seen.has(same)) {
      seen.add(same);
      return [];
    }
    const text = `is ${JSON.stringify(value)}, which is in the list already`;
    return [{ path: [...path, at], text }];
  });
}

function checkTls({ tls }: Table, { tls_cert, tls_key }: Table): Finding[] {
  const has = (path: unknown) => path !== undefined && path !== "";
  if (tls !== true || has(tls_cert) || has(tls_key)) return [];
  const text =
    'is true, which needs a certificate; set [smtp] tls_cert and tls_key ("cellpost cert" makes them)';
  return [{ path: ["web", "tls"], text }];
}

function checkSession(web: Table): Finding[] {
  const { session_idle: idle, session_max: most }: Table = {
    ...webDefaults,
    ...web,
  };
  const read = (value: unknown) =>
    (typeof value === "string" ? parseDuration(value) : undefined) ?? NaN;
  if (!(read(idle) > read(most))) return [];
  // Blame a key that is written, so that there is a line to go to.
  return web.session_idle === undefined
    ? [{
      path: ["web", "session_max"],
      text:
        `is "${most}"; it must not be shorter than session_idle, which is "${idle}"`,
    }]
    : [{
      path: ["web", "session_idle"],
      text:
        `is "${idle}"; it must not be longer than session_max, which is "${most}"`,
    }];
}
