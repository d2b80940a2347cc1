import { runCli } from "./src/app/mod.ts";

Deno.exit(await runCli(Deno.args));
