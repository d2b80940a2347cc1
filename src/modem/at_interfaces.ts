import type { PortListing } from "./serial/mod.ts";

/** Which interfaces of a USB modem speak AT. */
interface InterfaceRow {
  /** "vendor:product", or only the vendor. */
  readonly usb: string;
  /** The interfaces that speak AT, the best one first. */
  readonly at: readonly number[];
  /** Those that never do: diagnosis, GPS, audio. */
  readonly never: readonly number[];
  readonly source: string;
}

/** How a port stands among those of its device. */
export type Standing =
  /** Speaks AT; the lower the place the better. */
  | { readonly kind: "at"; readonly place: number }
  | { readonly kind: "unknown" }
  | { readonly kind: "never" };

// The rules of ModemManager 1.20, src/plugins/*/77-mm-*-port-types.rules, and modem.md §3.3.
const mm = (plugin: string) => `ModemManager 1.20, plugin ${plugin}`;

const rows: readonly InterfaceRow[] = [
  row("2c7c", [2, 3], [0, 1], mm("quectel")),
  row("1e0e:9001", [2, 3], [0, 1, 4], mm("simtech")),
  row("1e0e:9205", [2, 3], [0, 1], mm("simtech")),
  row("1e0e:9206", [2, 5], [0, 1, 3, 4], mm("simtech")),
  row("1e0e:9100", [3, 1], [], mm("simtech")),
  row("1e0e:9200", [3, 1], [], mm("simtech")),
  row("1e0e:9011", [4, 5], [], "SIMCom A76xx, modem.md §3.3"),
  row("19d2:0001", [0, 2], [], mm("zte")),
  row("19d2:0002", [2, 4], [], mm("zte")),
  row("19d2:0015", [1, 3], [], mm("zte")),
  row("19d2:0016", [2, 1], [], mm("zte")),
  row("19d2:0017", [2, 1], [], mm("zte")),
  row("19d2:0018", [2, 1], [], mm("zte")),
  row("19d2:0019", [2, 1], [], mm("zte")),
  row("19d2:0031", [3, 1], [], mm("zte")),
  row("19d2:0033", [4, 1], [], mm("zte")),
  row("19d2:0037", [3, 1], [], mm("zte")),
  row("19d2:0042", [3, 1], [], mm("zte")),
  row("19d2:0052", [3, 1], [], mm("zte")),
  row("1bc7:1003", [0, 2], [], mm("telit")),
  row("1bc7:1004", [0, 3], [2], mm("telit")),
  row("1bc7:1005", [0, 3], [2], mm("telit")),
  row("1bc7:1010", [3, 2], [1], mm("telit")),
  row("1bc7:1031", [1, 2], [0], mm("telit")),
  row("1bc7:1033", [1, 2], [0], mm("telit")),
  row("1bc7:1040", [4, 5], [0, 3, 6], mm("telit")),
  row("1bc7:1041", [5, 6], [0, 4, 7], mm("telit")),
  row("1bc7:1201", [4, 5], [0, 3, 6], mm("telit")),
  row("1e2d:0061", [2, 0], [4, 6, 8], "modem.md §3.3: if00 is for PPP"),
  row("1e2d:005b", [0, 2], [4, 6, 8], mm("cinterion")),
  row("1e2d:005d", [0, 2], [4, 6, 8], mm("cinterion")),
  row("1e2d:0069", [0, 2], [4, 6], mm("cinterion")),
  row("1e2d:006f", [0, 2], [4, 6], mm("cinterion")),
  row("1e2d:00b3", [2], [], "Cinterion, modem.md §3.3"),
  row("1e2d:00f1", [2], [], "Cinterion, modem.md §3.3"),
  row("2cb7:01a0", [2, 3], [4], mm("fibocom")),
  row("2cb7:0104", [1, 2], [0, 3], mm("fibocom")),
  row("2cb7:01a2", [2, 3], [4, 5], mm("fibocom")),
  row("1c9e:9001", [2, 0, 1], [], mm("longcheer")),
  row("1bbb:0000", [3, 0, 1, 2], [], mm("x22x")),
  row("1bbb:0017", [5, 0, 1, 2, 3], [], mm("x22x")),
  row("2001:7e35", [1, 2], [0, 3], mm("dlink")),
  row("1546:1102", [0, 2, 4], [6, 8, 10, 12], mm("ublox")),
  row("1546:1104", [0], [2, 4, 6], mm("ublox")),
];

/** Huawei tells by the interface's protocol: `AT^SETPORT=?` names them, and ModemManager's plugin huawei has the first two rows. */
const huawei: Readonly<Record<string, Standing>> = {
  "02": at(0), // PCUI, the only one where URCs come
  "12": at(0),
  "01": at(1), // modem, for PPP
  "10": at(1),
  "03": { kind: "never" }, // diagnosis
  "13": { kind: "never" },
  "05": { kind: "never" }, // GPS
  "14": { kind: "never" },
};

/** What the tables know of a port. */
export function standingOf(
  { usbId = "", usbInterface, usbClass = "" }: Pick<
    PortListing,
    "usbId" | "usbInterface" | "usbClass"
  >,
): Standing {
  const id = usbId.toLowerCase();
  const [vendor = ""] = id.split(":");
  if (vendor === "12d1") {
    const protocol = /^ff:[0-9a-f]{2}:([0-9a-f]{2})$/i.exec(usbClass)?.[1];
    return huawei[protocol?.toLowerCase() ?? ""] ?? { kind: "unknown" };
  }
  const found = rows.find((it) => it.usb === id) ??
    rows.find((it) => it.usb === vendor);
  if (found === undefined || usbInterface === undefined) {
    return { kind: "unknown" };
  }
  if (found.never.includes(usbInterface)) return { kind: "never" };
  const place = found.at.indexOf(usbInterface);
  return place < 0 ? { kind: "unknown" } : at(place);
}

/** A number to sort ports of one device by: the one to try first has the lowest. */
export function preference(listing: PortListing): number {
  const standing = standingOf(listing);
  switch (standing.kind) {
    case "at":
      return standing.place;
    case "unknown":
      return 100 + (listing.usbInterface ?? 0);
    case "never":
      return 1000;
    default:
      return standing satisfies never;
  }
}

function at(place: number): Standing {
  return { kind: "at", place };
}

function row(
  usb: string,
  at: readonly number[],
  never: readonly number[],
  source: string,
): InterfaceRow {
  return { usb, at, never, source };
}
