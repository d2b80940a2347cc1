import { join } from "node:path";
import { temporaryFolder } from "../support/temporary_folder.ts";

/** A C compiler and its binary utilities, by what their names begin with, and the machine that it compiles for. */
export interface Toolchain {
  readonly prefix: string;
  /** What comes before the values: includes, mostly. */
  readonly head: string;
  /** The Debian packages, for the message where they are missing. */
  readonly packages: string;
}

/**
 * What a C compiler makes of integer expressions: nothing of it is run, the numbers are read from the object file. All
 * machines here are little-endian.
 */
export async function valuesInC(
  toolchain: Toolchain,
  expressions: readonly string[],
): Promise<number[]> {
  const rows = expressions.map((expression) => `(long long)(${expression}),\n`);
  const bytes = await sectionOf(
    toolchain,
    `long long layout[]`,
    `{\n${rows.join("")}}`,
  );
  const view = new DataView(bytes.buffer);
  return expressions.map((_, at) => Number(view.getBigInt64(8 * at, true)));
}

/** The bytes of objects of one type, one after the other, each by its initializer. */
export async function objectsInC(
  toolchain: Toolchain,
  type: string,
  initializers: readonly string[],
): Promise<Uint8Array[]> {
  const rows = initializers.map((initializer) => `{ ${initializer} },\n`);
  const declaration = `${type} layout[]`;
  const all = await sectionOf(toolchain, declaration, `{\n${rows.join("")}}`);
  const [size = 0] = await valuesInC(toolchain, [`sizeof(${type})`]);
  return initializers.map((_, at) => all.slice(at * size, (at + 1) * size));
}

async function sectionOf(
  { prefix, head, packages }: Toolchain,
  declaration: string,
  value: string,
): Promise<Uint8Array<ArrayBuffer>> {
  using folder = temporaryFolder();
  const [source, object, section] = ["layout.c", "layout.o", "layout.bin"]
    .map((name) => join(folder.path, name));
  const place = `__attribute__((section(".layout"), used, aligned(8)))`;
  await Deno.writeTextFile(
    source ?? "",
    `${head}\n#include <stddef.h>\nconst ${declaration} ${place} = ${value};\n`,
  );
  const compile = ["-Wall", "-Werror", "-c", "-o", object ?? "", source ?? ""];
  await run(`${prefix}gcc`, compile, packages);
  const copy = ["-O", "binary", "-j", ".layout", object ?? "", section ?? ""];
  await run(`${prefix}objcopy`, copy, packages);
  return await Deno.readFile(section ?? "");
}

async function run(
  program: string,
  args: readonly string[],
  packages: string,
): Promise<void> {
  const command = new Deno.Command(program, { args: [...args] });
  const { success, stderr } = await command.output().catch((error) => {
    throw new Error(`${program} is missing: apt-get install ${packages}`, {
      cause: error,
    });
  });
  if (success) return;
  throw new Error(`${program} failed: ${new TextDecoder().decode(stderr)}`);
}
