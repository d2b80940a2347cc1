import { type Finding, isTables, type Table } from "./finding.ts";

/** What makes two ports one; undefined for simulated modems, of which there may be many. */
export function portIdentity(port: string): string | undefined {
  if (port.startsWith("sim:")) return undefined;
  // Behind these digits stand a check digit, a version or a filler, which may be written or not.
  const number = /^imei:\d{14}|^iccid:\d{18}/.exec(port)?.[0];
  if (number !== undefined) return number;
  if (port.startsWith("tcp://")) return port.toLowerCase();
  // Windows does not tell COM3 from com3, nor from its long form.
  return /COM\d+$/i.exec(port)?.[0].toUpperCase() ?? port;
}

/** Finds keys that have no meaning beside the others of their modem. */
export function checkModems({ modem }: Table): Finding[] {
  const modems = isTables(modem) ? modem : [];
  return modems.flatMap(({ port, name, baud }, at): Finding[] => {
    const found: Finding[] = [];
    if (port === "auto" && name !== undefined) {
      const text =
        `is ${
          JSON.stringify(name)
        }; with port = "auto" each modem gets a name of its own, from its model and IMEI: ` +
        "leave it out, or give a modem its own section";
      found.push({ path: ["modem", at, "name"], text });
    }
    if (
      typeof port === "string" && port.startsWith("tcp://") &&
      baud !== undefined
    ) {
      const text =
        `is ${baud}; the baud rate of "${port}" is set at the other end: leave it out`;
      found.push({ path: ["modem", at, "baud"], text });
    }
    return found;
  });
}
