import { crashCode, crashText, runCli } from "./src/app/mod.ts";

// Deno's own code for a crash is 1, which scripts and service managers take for "not done".
for (const kind of ["error", "unhandledrejection"] as const) {
  addEventListener(kind, (event) => {
    const cause = event instanceof ErrorEvent ? event.error : event.reason;
    console.error(crashText(cause));
    Deno.exit(crashCode);
  });
}

Deno.exit(await runCli(Deno.args));
