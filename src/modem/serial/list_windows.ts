import { parseComName } from "./com_name.ts";
import type { PortListing } from "./port.ts";
import type { Registry } from "./registry_ffi.ts";

const portMap = "HARDWARE\\DEVICEMAP\\SERIALCOMM";
const control = "SYSTEM\\CurrentControlSet\\Control\\DeviceClasses";
const devices = "SYSTEM\\CurrentControlSet\\Enum";

/** The device interfaces behind which a COM port may be: `ntddser.h`, `ntddmodm.h`. */
const interfaces = [
  "{86e0d1e0-8089-11d0-9ce4-08003e301f73}",
  "{2c7089aa-2e0e-11d1-b114-00c04fc2aae4}",
] as const;

/** A device that once was a COM port, or is. */
interface KnownDevice {
  /** Such as `USB\VID_2C7C&PID_0125&MI_02\6&1a2b3c4d&0&0002`. */
  readonly instance: string;
  readonly present: boolean;
}

/**
 * The COM ports of a Windows machine, by number. Which port is there, the drivers themselves say; what is behind it comes from
 * what Windows remembers of its devices.
 */
export function listWindowsPorts(registry: Registry): PortListing[] {
  const names = [...registry.values(portMap).values()]
    .map((name) => parseComName(name)?.name)
    .filter((name) => name !== undefined);
  const known = knownDevices(registry);
  return [...new Set(names)]
    .sort(new Intl.Collator("en", { numeric: true }).compare)
    .map((name) => ({
      path: name,
      device: name,
      ...factsOf(registry, behind(known.get(name) ?? [])),
    }));
}

function knownDevices(
  registry: Registry,
): ReadonlyMap<string, readonly KnownDevice[]> {
  const byPort = new Map<string, KnownDevice[]>();
  for (const kind of interfaces) {
    for (const key of registry.keys(`${control}\\${kind}`)) {
      const path = `${control}\\${kind}\\${key}`;
      const instance = registry.values(path).get("DeviceInstance");
      if (instance === undefined) continue;
      const parameters = `${devices}\\${instance}\\Device Parameters`;
      const port = registry.values(parameters).get("PortName");
      if (port === undefined) continue;
      const linked = registry.values(`${path}\\#\\Control`).get("Linked");
      const device = { instance, present: linked === "1" };
      byPort.set(port, [...(byPort.get(port) ?? []), device]);
    }
  }
  return byPort;
}

// Windows gives the number of a device that went for good to another one, and remembers both.
function behind(devices: readonly KnownDevice[]): string | undefined {
  const present = devices.filter((device) => device.present);
  const [first, second] = present.length > 0 ? present : devices;
  const same = second === undefined || second.instance === first?.instance;
  return same ? first?.instance : undefined;
}

function factsOf(
  registry: Registry,
  instance: string | undefined,
): Pick<PortListing, "usbId" | "usbInterface" | "usbSocket" | "description"> {
  if (instance === undefined) return {};
  const usb = /VID_([0-9A-F]{4})[&+]PID_([0-9A-F]{4})/i.exec(instance);
  const part = /MI_([0-9A-F]{2})/i.exec(instance)?.[1];
  // The parts of a composite device are numbered below one name, which stands for its socket: "6&1a2b3c4d&0&0002".
  const socket = /&MI_.*\\(.+)&[0-9A-F]{4}$/i.exec(instance)?.[1];
  const values = registry.values(`${devices}\\${instance}`);
  const name = values.get("FriendlyName") ?? values.get("DeviceDesc") ?? "";
  // "@oem12.inf,%modem%;Maker's words (COM5)"
  const description = name.replace(/^.*;/, "").replace(/\s*\(COM\d+\)$/, "");
  return {
    ...(usb === null ? {} : { usbId: `${usb[1]}:${usb[2]}`.toLowerCase() }),
    ...(part === undefined ? {} : { usbInterface: Number.parseInt(part, 16) }),
    ...(socket === undefined ? {} : { usbSocket: socket.toLowerCase() }),
    ...(description === "" ? {} : { description }),
  };
}
