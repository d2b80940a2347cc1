import { systemClock } from "../../model/mod.ts";
import type { ServiceManager } from "./manager.ts";
import { WindowsServiceManager } from "./windows_manager.ts";
import { windowsPlaces } from "./windows_places.ts";
import { programWords } from "./windows_program.ts";
import { WindowsServicesFfi } from "./windows_services_ffi.ts";

/** The service manager of this Windows, for one command; whoever opens it disposes of it. */
export function openWindowsManager(): ServiceManager & Disposable {
  const services = new WindowsServicesFfi();
  const program = programWords({
    standalone: Deno.build.standalone,
    execPath: Deno.execPath(),
    main: Deno.mainModule,
  });
  const places = windowsPlaces(program);
  const clock = systemClock;
  const manager = new WindowsServiceManager({ services, places, clock });
  return Object.assign(manager, {
    [Symbol.dispose]: () => services[Symbol.dispose](),
  });
}
