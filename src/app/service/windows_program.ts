/**
 * The words that start this very cellpost on Windows: the executable, or Deno with what it was given to run. `main` is the address of
 * the main module.
 */
export function programWords(
  { standalone, execPath, main }: {
    readonly standalone: boolean;
    readonly execPath: string;
    readonly main: string;
  },
): readonly string[] {
  if (standalone) return [execPath];
  const path = decodeURIComponent(new URL(main).pathname)
    .replace(/^\/(?=[A-Za-z]:)/, "").replaceAll("/", "\\");
  // The bundle needs nothing that stands beside it; the sources need deno.json.
  const alone = path.endsWith(".js") ? ["--no-config", "--no-lock"] : [];
  return [execPath, "run", "-A", "--no-prompt", ...alone, path];
}
