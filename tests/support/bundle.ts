/**
 * Makes one file of a test and all that it imports, for a Deno that cannot fetch packages by itself. Needs a Deno whose
 * bundler works, so not the oldest.
 */
export async function bundle(entry: URL, output: string): Promise<void> {
  const file = decodeURIComponent(entry.pathname);
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform", "deno", "--output", output, file],
    cwd: import.meta.dirname ?? ".",
  }).output();
  if (success) return;
  throw new Error(`No bundle: ${new TextDecoder().decode(stderr)}`);
}
