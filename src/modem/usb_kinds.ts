import type { PortListing } from "./serial/mod.ts";

/** What may be behind a port, by the number that its device gives itself. */
export type PortKind =
  /** A modem's, so it may be asked who it is by anybody. */
  | "modem"
  /** A converter, a UART or something unknown: a modem may hang on it, or a machine that takes "AT" amiss. */
  | "anything"
  /** Certainly no modem. */
  | "other";

export interface UsbRow {
  /** "vendor:product", or only the vendor. */
  readonly usb: string;
  /** Who or what it is. */
  readonly name: string;
  readonly source: string;
}

const mm = "ModemManager 1.20, udev rules of its plugins";
const ids = "usb.ids of linux-usb.org";

/** Makers of whose USB devices every serial port belongs to a modem. */
export const makers: readonly UsbRow[] = [
  { usb: "2c7c", name: "Quectel", source: mm },
  { usb: "1e0e", name: "SIMCom and Qualcomm", source: mm },
  { usb: "12d1", name: "Huawei", source: mm },
  { usb: "19d2", name: "ZTE", source: mm },
  { usb: "1bc7", name: "Telit", source: mm },
  { usb: "1e2d", name: "Cinterion", source: mm },
  { usb: "0681", name: "Siemens", source: ids },
  { usb: "1546", name: "u-blox", source: mm },
  { usb: "1199", name: "Sierra Wireless", source: mm },
  { usb: "114f", name: "Wavecom", source: ids },
  { usb: "0af0", name: "Option", source: ids },
  { usb: "1410", name: "Novatel", source: mm },
  { usb: "2cb7", name: "Fibocom", source: mm },
  { usb: "1c9e", name: "Longcheer", source: mm },
  { usb: "1bbb", name: "Alcatel (TCT)", source: mm },
  { usb: "2001:7e35", name: "D-Link DWM-222", source: mm },
  { usb: "2001:7e3d", name: "D-Link DWM-222 A2", source: "linux option.c" },
  { usb: "0bdb", name: "Ericsson", source: mm },
  { usb: "413c", name: "Dell", source: mm },
  { usb: "0489", name: "Foxconn", source: mm },
  { usb: "305a", name: "Gosuncn", source: mm },
  { usb: "230d", name: "Linktop", source: mm },
  { usb: "201e", name: "Haier", source: mm },
  { usb: "0421", name: "Nokia", source: mm },
  { usb: "16d8", name: "C-motech", source: mm },
  { usb: "0b3c", name: "Olivetti", source: mm },
  { usb: "1ee8", name: "Onda", source: "usb-modeswitch-data 20191128" },
];

/** Devices with serial ports that are never modems. */
const others: readonly UsbRow[] = [
  { usb: "1546:01a5", name: "u-blox GPS receiver", source: mm },
  { usb: "1546:01a6", name: "u-blox GPS receiver", source: mm },
  { usb: "1546:01a7", name: "u-blox GPS receiver", source: mm },
  { usb: "1546:01a8", name: "u-blox GPS receiver", source: mm },
  { usb: "1546:01a9", name: "u-blox GPS receiver", source: mm },
  { usb: "2341", name: "Arduino", source: ids },
  { usb: "2a03", name: "Arduino", source: ids },
  { usb: "239a", name: "Adafruit board", source: ids },
  { usb: "2e8a", name: "Raspberry Pi board", source: ids },
  { usb: "16c0:0483", name: "Teensy board", source: ids },
  { usb: "03eb:204b", name: "LUFA serial adapter", source: ids },
];

/** Sticks that show no AT port as they are, and what can be done. */
const portless: readonly (UsbRow & { readonly advice: string })[] = [
  hilink("12d1:14db", "Huawei HiLink stick (E3131, E3272, E3372)"),
  hilink("12d1:14dc", "Huawei HiLink stick (E3372)"),
  hilink("3566:2001", "Brovi HiLink stick (E3372-325)"),
  hilink("19d2:1403", "ZTE stick with a web page (MF823)"),
  hilink("19d2:1405", "ZTE stick with a web page (MF823, MF70)"),
  hilink("1bbb:0195", "Alcatel stick with a web page (L850)"),
  {
    usb: "12d1:1f01",
    name: "Huawei stick in storage mode",
    source: "usb-modeswitch-data 20191128, 12d1:1f01",
    advice:
      "mode switching (package usb-modeswitch) makes a HiLink stick of it, which has no AT port: it cannot send SMS through cellpost; take a stick with modem firmware",
  },
  switchable("12d1:1446", "Huawei stick in storage mode"),
  switchable("12d1:14fe", "Huawei stick in storage mode (E352, E173s)"),
  switchable("12d1:15ca", "Huawei stick in storage mode (E3131)"),
  switchable("12d1:1505", "Huawei stick in storage mode (E398)"),
  switchable("12d1:14d1", "Huawei stick in storage mode"),
  switchable("19d2:2000", "ZTE stick in storage mode"),
  switchable("19d2:0166", "ZTE stick in storage mode (MF820)"),
  hilinkToBe("19d2:1225", "ZTE stick in storage mode (MF823, MF70)"),
  switchable("1bbb:f000", "Alcatel stick in storage mode"),
  switchable("1c9e:f000", "Longcheer stick in storage mode"),
  switchable("2001:a80b", "D-Link stick in storage mode"),
  switchable("0af0:7401", "Option stick in storage mode"),
  switchable("1199:0fff", "Sierra stick in storage mode"),
];

/** What may be behind a port. */
export function kindOf({ usbId, systemConsole }: PortListing): PortKind {
  if (systemConsole || rowOf(others, usbId) !== undefined) return "other";
  return rowOf(makers, usbId) === undefined ? "anything" : "modem";
}

/** What a port that is no modem's belongs to, for messages; undefined where that is not known. */
export function nameOfOther({ usbId, systemConsole }: PortListing) {
  return systemConsole ? "This machine's console" : rowOf(others, usbId)?.name;
}

/** Whether all ports of a USB device are of one modem; behind a converter with several ports there may be several. */
export function isOneModem(listing: PortListing): boolean {
  return kindOf(listing) === "modem";
}

/** Why a USB device without serial ports is no modem for us, and what to do; undefined for what is none at all. */
export function whyPortless(
  usbId: string,
): { readonly name: string; readonly advice: string } | undefined {
  return portless.find(({ usb }) => usb === usbId.toLowerCase());
}

function rowOf(
  rows: readonly UsbRow[],
  usbId: string | undefined,
): UsbRow | undefined {
  const id = usbId?.toLowerCase();
  if (id === undefined) return undefined;
  const vendor = id.slice(0, 4);
  return rows.find(({ usb }) => usb === id || usb === vendor);
}

function hilink(usb: string, name: string) {
  const source = "USB listings of owners in the forums of OpenWrt and ArchWiki";
  const advice =
    "it is a router with a web page and has no AT port: it cannot send SMS through cellpost; take a stick with modem firmware";
  return { usb, name, source, advice };
}

function hilinkToBe(usb: string, name: string) {
  const source = `usb-modeswitch-data 20191128, ${usb}`;
  const advice =
    "mode switching makes a router with a web page of it, which has no AT port: it cannot send SMS through cellpost";
  return { usb, name, source, advice };
}

function switchable(usb: string, name: string) {
  const source = `usb-modeswitch-data 20191128, ${usb}`;
  const advice =
    "it shows its installation disk instead of a modem: install usb-modeswitch (apt install usb-modeswitch) and plug it in anew";
  return { usb, name, source, advice };
}
