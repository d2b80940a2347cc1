import type { Libc } from "./libc_ffi.ts";
import { openFlag } from "./linux_abi.ts";

// Most files of /sys have one line, and a machine with many ports has thousands of them.
const usualFile = 4 * 1024;
// A file of /proc or /sys that is of interest here is far shorter.
const longestFile = 256 * 1024;

/**
 * The content of a file of `/proc`, `/sys` or `/etc`, undefined where it cannot be read. Read through the C library,
 * because the compiled program runs without read permission for these folders.
 */
export function readBytes(libc: Libc, path: string): Uint8Array | undefined {
  const fd = libc.open(path, openFlag.readOnly | openFlag.closeOnExec);
  if (fd < 0) return undefined;
  let content = new Uint8Array(usualFile);
  let size = 0;
  for (;;) {
    if (size === content.length && size < longestFile) {
      const longer = new Uint8Array(2 * size);
      longer.set(content);
      content = longer;
    }
    const count = libc.read(fd, content.subarray(size));
    if (count <= 0) break;
    size += count;
  }
  libc.close(fd);
  return content.slice(0, size);
}

/** As `readBytes`, as text without surrounding white space. */
export function readText(libc: Libc, path: string): string | undefined {
  const bytes = readBytes(libc, path);
  return bytes && new TextDecoder().decode(bytes).trim();
}

/** The name of a group by the text of `/etc/group`, else its number. */
export function groupName(groupFile: string, gid: number): string {
  for (const line of groupFile.split("\n")) {
    const [name, , number] = line.split(":");
    if (name && number === String(gid)) return name;
  }
  return String(gid);
}
