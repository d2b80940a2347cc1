import * as nodePath from "node:path";
import { mustWrite } from "../written_file.ts";
import { folderDescriptor } from "./windows_account.ts";
import { serviceFolder } from "./windows_serve.ts";

/** Where things of services lie on this Windows. */
export interface WindowsPlaces {
  /** The words that start cellpost. */
  readonly program: readonly string[];
  folderOf(service: string): string;
  logPathOf(service: string): string;
  /** Who may use that folder, as SDDL; undefined: it cannot be told. */
  descriptorOf(service: string, account: string): string | undefined;
  exists(path: string): boolean;
  /** Writes a file in a folder that is there. */
  write(path: string, text: string): void;
  makeFolder(path: string): void;
  removeFolder(path: string): void;
}

const { basename, dirname, join } = nodePath.win32;

/** The places of this machine: `%ProgramData%\cellpost`, and for a service of another name a folder beside it. */
export function windowsPlaces(program: readonly string[]): WindowsPlaces {
  const own = serviceFolder();
  const folderOf = (service: string) => join(dirname(own), service);
  return {
    program,
    folderOf,
    logPathOf: (service) => join(folderOf(service), `${basename(own)}.log`),
    descriptorOf: folderDescriptor,
    exists: (path) => isThere(path),
    write: (path, text) =>
      mustWrite(path, () => Deno.writeTextFileSync(path, text)),
    makeFolder: (path) =>
      mustWrite(path, () => Deno.mkdirSync(path, { recursive: true })),
    removeFolder: (path) =>
      mustWrite(path, () => Deno.removeSync(path, { recursive: true })),
  };
}

/** Where the config of a service is unless the operator says otherwise: in its folder. */
export function windowsConfigPath(service: string): string {
  return join(windowsPlaces([]).folderOf(service), "config.toml");
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}
