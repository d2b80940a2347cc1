/**
 * Runs a program to its end. Returns what it wrote to stdout.
 *
 * @throws {Error} when it is not installed or ends with another code than 0; with what it wrote to stderr.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: { readonly env?: Record<string, string> } = {},
): Promise<string> {
  const command = new Deno.Command(program, {
    args: [...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...options,
  });
  const { success, stdout, stderr } = await command.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  if (success) return text(stdout);
  throw new Error(`"${program} ${args.join(" ")}" failed: ${text(stderr)}`);
}
