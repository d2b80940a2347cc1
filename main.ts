import { crashCode, runCli } from "./src/app/mod.ts";

// Deno's own code for a crash is 1, which scripts and service managers take for "not done".
for (const kind of ["error", "unhandledrejection"] as const) {
  addEventListener(kind, (event) => {
    console.error(event instanceof ErrorEvent ? event.error : event.reason);
    Deno.exit(crashCode);
  });
}

Deno.exit(await runCli(Deno.args));
