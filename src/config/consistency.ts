import { formatDuration, parseDuration } from "./duration.ts";
import { keyName } from "./problem.ts";
import { defaults } from "./schema.ts";
import { type Finding, isTable, type Table } from "./shape.ts";

/** Finds values that are right by themselves but not together. Looks past values that are wrong by themselves. */
export function checkConsistency(document: Table): Finding[] {
  return [
    ...repeatedInModems(document, "port", portIdentity),
    ...repeatedInModems(document, "name", (name) => name.toLowerCase()),
    ...repeatedListeners(document),
    ...retryOrder(document),
  ];
}

/** What makes two ports one; undefined for simulated modems, of which there may be many. */
function portIdentity(port: string): string | undefined {
  if (port.startsWith("sim:")) return undefined;
  // Windows does not tell COM3 from com3, nor from its long form.
  return /COM\d+$/i.exec(port)?.[0].toUpperCase() ?? port;
}

function repeatedInModems(
  document: Table,
  key: string,
  identity: (value: string) => string | undefined,
): Finding[] {
  const modems = Array.isArray(document.modem) ? document.modem : [];
  const first = new Map<string, number>();
  const findings: Finding[] = [];
  for (const [at, modem] of modems.entries()) {
    const value: unknown = isTable(modem) ? modem[key] : undefined;
    const same = typeof value === "string" ? identity(value) : undefined;
    if (same === undefined) continue;
    const earlier = first.get(same);
    if (earlier === undefined) {
      first.set(same, at);
      continue;
    }
    const other = keyName(["modem", earlier]);
    const text = `is ${JSON.stringify(value)}, which ${other} has already; ` +
      `each modem needs a ${key} of its own`;
    findings.push({ path: ["modem", at, key], text });
  }
  return findings;
}

function repeatedListeners(document: Table): Finding[] {
  const listen = isTable(document.smtp) ? document.smtp.listen : undefined;
  if (!Array.isArray(listen)) return [];
  return listen.flatMap((address: unknown, at): Finding[] => {
    // Port 0 is another port each time.
    const again = typeof address === "string" && !address.endsWith(":0") &&
      listen.indexOf(address) < at;
    const text = `is ${JSON.stringify(address)}, which is in the list already`;
    return again ? [{ path: ["smtp", "listen", at], text }] : [];
  });
}

function retryOrder(document: Table): Finding[] {
  const section = isTable(document.delivery) ? document.delivery : {};
  const read = (value: unknown) =>
    (typeof value === "string" ? parseDuration(value) : undefined) ?? NaN;
  const firstMs = read(section.retry_first ?? defaults.delivery.retry_first);
  const mostMs = read(section.retry_max ?? defaults.delivery.retry_max);
  if (!(mostMs < firstMs)) return [];
  const first = `"${formatDuration(firstMs)}"`;
  const most = `"${formatDuration(mostMs)}"`;
  // Blame a key that is written, so that there is a line to go to.
  return section.retry_max === undefined
    ? [{
      path: ["delivery", "retry_first"],
      text:
        `is ${first}; it must not be longer than retry_max, which is ${most}`,
    }]
    : [{
      path: ["delivery", "retry_max"],
      text:
        `is ${most}; it must not be shorter than retry_first, which is ${first}`,
    }];
}
