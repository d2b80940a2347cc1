import { systemClock } from "../../model/mod.ts";
import { FakeWindows } from "./fake_windows.ts";
import { serialPortSuite } from "./port_suite.ts";
import { WindowsSerialPorts } from "./serial_ports_windows.ts";

serialPortSuite("port of a pretended Windows", async () => {
  const windows = new FakeWindows();
  const { far } = windows.plug("COM5");
  const ports = new WindowsSerialPorts(windows, systemClock);
  const near = await ports.open("COM5", { baudRate: 115_200 });
  return { near, far, close: () => ports.close() };
});
