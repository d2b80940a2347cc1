import assert from "node:assert/strict";
import { listWindowsPorts } from "./list_windows.ts";
import type { Registry } from "./registry_ffi.ts";

/** A registry as the text that `reg export` would write of it, more or less: keys, and their values below. */
class TextRegistry implements Registry {
  readonly #keys = new Map<string, Map<string, string>>();

  constructor(text: string) {
    let values = new Map<string, string>();
    for (const line of text.split("\n").map((line) => line.trim())) {
      const key = /^\[(.*)\]$/.exec(line)?.[1];
      const [, name, value] = /^(.*?)=(.*)$/.exec(line) ?? [];
      if (key !== undefined) this.#keys.set(key, values = new Map());
      else if (name !== undefined) values.set(name, value ?? "");
    }
  }

  keys(path: string): string[] {
    const below = [...this.#keys.keys()]
      .filter((key) => key.startsWith(`${path}\\`))
      .map((key) => key.slice(path.length + 1).split("\\")[0] ?? "");
    return [...new Set(below)];
  }

  values(path: string): ReadonlyMap<string, string> {
    return this.#keys.get(path) ?? new Map();
  }
}

const current = "SYSTEM\\CurrentControlSet";
const ports =
  `${current}\\Control\\DeviceClasses\\{86e0d1e0-8089-11d0-9ce4-08003e301f73}`;
const modems =
  `${current}\\Control\\DeviceClasses\\{2c7089aa-2e0e-11d1-b114-00c04fc2aae4}`;

function device(kind: string, instance: string, rest: {
  readonly port: string;
  readonly name: string;
  readonly linked?: number;
}): string {
  const key = `${kind}\\##?#${instance.replaceAll("\\", "#")}#`;
  return `[${key}]
    DeviceInstance=${instance}
    [${key}\\#\\Control]
    Linked=${rest.linked ?? 1}
    [${current}\\Enum\\${instance}]
    ${rest.name}
    [${current}\\Enum\\${instance}\\Device Parameters]
    PortName=${rest.port}`;
}

const machine = `
    [HARDWARE\\DEVICEMAP\\SERIALCOMM]
    \\Device\\Serial0=COM1
    \\Device\\USBSER000=COM12
    \\Device\\QCUSB_COM5_1=COM5
    \\Device\\VCP0=COM4
    \\Device\\Odd=LPT1
    ${
  device(ports, "USB\\VID_2C7C&PID_0125&MI_02\\6&1A&0&0002", {
    port: "COM12",
    name: "FriendlyName=Quectel USB AT Port (COM12)",
  })
}
    ${
  device(modems, "USB\\VID_12D1&PID_1506&MI_0A\\6&2B&0&0000", {
    port: "COM5",
    name: "DeviceDesc=@oem7.inf,%modem%;HUAWEI Mobile Connect - Modem",
  })
}
    ${
  device(ports, "USB\\VID_19D2&PID_0016&MI_01\\old", {
    port: "COM5",
    name: "FriendlyName=ZTE of last year (COM5)",
    linked: 0,
  })
}
    ${
  device(ports, "FTDIBUS\\VID_0403+PID_6001+A50285BIA\\0000", {
    port: "COM4",
    name: "FriendlyName=USB Serial Port (COM4)",
  })
}
    ${
  device(ports, "USB\\VID_0001&PID_0001\\gone", {
    port: "COM77",
    name: "FriendlyName=Gone (COM77)",
    linked: 0,
  })
}`;

Deno.test("listWindowsPorts() lists the ports that drivers have, with what Windows knows of them", () => {
  assert.deepEqual(listWindowsPorts(new TextRegistry(machine)), [
    { path: "COM1", device: "COM1" },
    {
      path: "COM4",
      device: "COM4",
      usbId: "0403:6001",
      description: "USB Serial Port",
    },
    {
      path: "COM5",
      device: "COM5",
      usbId: "12d1:1506",
      usbInterface: 10,
      usbSocket: "6&2b&0",
      description: "HUAWEI Mobile Connect - Modem",
    },
    {
      path: "COM12",
      device: "COM12",
      usbId: "2c7c:0125",
      usbInterface: 2,
      usbSocket: "6&1a&0",
      description: "Quectel USB AT Port",
    },
  ]);
});

Deno.test("listWindowsPorts() knows the ports of one stick from those of another of its kind", () => {
  const stick = "USB\\VID_2C7C&PID_0125";
  const registry = new TextRegistry(`
    [HARDWARE\\DEVICEMAP\\SERIALCOMM]
    \\Device\\USBSER000=COM3
    \\Device\\USBSER001=COM4
    \\Device\\USBSER002=COM5
    ${
    [["COM3", "&MI_02\\6&1A&0&0002"], ["COM4", "&MI_03\\6&1A&0&0003"], [
      "COM5",
      "&MI_02\\6&2B&0&0002",
    ]].map(([port = "", part]) =>
      device(ports, `${stick}${part}`, { port, name: "" })
    ).join("\n")
  }`);
  assert.deepEqual(
    listWindowsPorts(registry).map(({ usbSocket }) => usbSocket),
    ["6&1a&0", "6&1a&0", "6&2b&0"],
  );
});

Deno.test("listWindowsPorts() says nothing of a port that two devices may be behind", () => {
  const registry = new TextRegistry(`
    [HARDWARE\\DEVICEMAP\\SERIALCOMM]
    \\Device\\USBSER000=COM3
    ${device(ports, "USB\\VID_0001&PID_0001\\a", { port: "COM3", name: "" })}
    ${device(ports, "USB\\VID_0002&PID_0002\\b", { port: "COM3", name: "" })}`);
  assert.deepEqual(listWindowsPorts(registry), [
    { path: "COM3", device: "COM3" },
  ]);
});

Deno.test("listWindowsPorts() of a machine without ports is empty", () => {
  assert.deepEqual(listWindowsPorts(new TextRegistry("")), []);
});
