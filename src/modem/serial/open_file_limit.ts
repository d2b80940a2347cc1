import { Libc } from "./libc_ffi.ts";
import { rlimit } from "./linux_abi.ts";

/**
 * Raises this process's limit of open files as far as the system allows (`setrlimit(2)`): the compiled program starts
 * with the soft limit, often 1024, which the deno command itself raises. Does nothing on other systems than Linux.
 */
export function raiseOpenFileLimit(): void {
  if (Deno.build.os !== "linux") return;
  using libc = new Libc();
  const limit = libc.getrlimit(rlimit.openFiles);
  if (limit === undefined || limit.soft === limit.hard) return;
  libc.setrlimit(rlimit.openFiles, { soft: limit.hard, hard: limit.hard });
}
