import type { Target } from "./targets.ts";

/** The file that starts cellpost where an archive has a whole Deno instead of one executable. */
export interface Launcher {
  readonly name: string;
  readonly text: string;
}

/**
 * Starts `lib/cellpost.js` by the Deno beside it, with the permissions that an executable would have, from wherever it is called. Neither
 * the user's own Deno nor a deno.json in the folder has a say.
 */
export function launcherFor(
  target: Target,
  permissions: readonly string[],
): Launcher {
  const flags = ["--no-config", "--no-lock", "--no-prompt", "--cached-only"];
  const run = ["run", ...flags, ...permissions].join(" ");
  return target.archive === "zip"
    ? {
      name: "cellpost.cmd",
      text: [
        "@echo off",
        "setlocal",
        "set DENO_NO_UPDATE_CHECK=1",
        `"%~dp0lib\\${target.deno.file}" ${run} "%~dp0lib\\cellpost.js" %*`,
        "exit /b %ERRORLEVEL%",
        "",
      ].join("\r\n"),
    }
    : {
      name: "cellpost",
      text: [
        "#!/bin/sh",
        'here=$(dirname "$(readlink -f "$0")")',
        "DENO_NO_UPDATE_CHECK=1",
        "export DENO_NO_UPDATE_CHECK",
        `exec "$here/lib/${target.deno.file}" ${run} "$here/lib/cellpost.js" "$@"`,
        "",
      ].join("\n"),
    };
}
