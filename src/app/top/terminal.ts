import type { Terminal } from "./console.ts";

/** This process's own terminal. */
export function thisTerminal(): Terminal {
  return {
    keyboard: Deno.stdin,
    output: Deno.stdout,
    size: () => Deno.consoleSize(),
    onResize,
    onEnd(listener) {
      // It comes with every `Deno.exit`, also the one after a bug.
      addEventListener("unload", listener);
      return () => removeEventListener("unload", listener);
    },
  };
}

/** Windows tells nobody: there the size is looked at with each picture. */
function onResize(listener: () => void): () => void {
  if (Deno.build.os === "windows") return () => {};
  Deno.addSignalListener("SIGWINCH", listener);
  return () => Deno.removeSignalListener("SIGWINCH", listener);
}
