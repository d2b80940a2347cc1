import { Progress } from "../src/app/progress.ts";
import { Screen } from "../src/app/screen.ts";
import { systemClock } from "../src/model/mod.ts";

/** The progress of a tool's long work, on stderr where that is a terminal. `what`: what is counted, in the plural. */
export function toolProgress(what: string): Progress {
  return new Progress(what, {
    screen: new Screen(Deno.stdout, Deno.stderr),
    clock: systemClock,
    columns: () => Deno.consoleSize().columns,
  });
}
