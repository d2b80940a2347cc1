import type { ModemSurroundings, PortListing } from "../modem/serial/mod.ts";

/**
 * What to paste into a terminal so that ModemManager lets a device alone, undefined where it does anyway. Read in order of their
 * names, rules below 80 come before ModemManager's own; the property counts in every filter policy since ModemManager 1.12
 * (solokeys/solo1#62).
 */
export function adviceAgainstModemManager(
  { device, usbId }: Pick<PortListing, "device" | "usbId">,
  { modemManager, ignoredByModemManager }: ModemSurroundings,
): readonly string[] | undefined {
  if (modemManager === undefined || ignoredByModemManager(device)) {
    return undefined;
  }
  if (usbId === undefined) {
    return ["sudo systemctl mask --now ModemManager"];
  }
  const [vendor, product] = usbId.split(":");
  const rule =
    `ATTRS{idVendor}=="${vendor}", ATTRS{idProduct}=="${product}", ` +
    'ENV{ID_MM_DEVICE_IGNORE}="1"';
  return [
    `echo '${rule}' | sudo tee -a /etc/udev/rules.d/78-cellpost.rules`,
    "sudo udevadm control --reload && sudo udevadm trigger",
    "sudo systemctl restart ModemManager",
  ];
}
