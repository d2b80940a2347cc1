/** What real shells complete with the scripts that `cellpost completion` prints. */
import assert from "node:assert/strict";
import { allCommands } from "../../src/app/command_tree.ts";
import { wholeCommandLine } from "../support/command_line.ts";
import { runProgram } from "../support/program.ts";
import { fromFileUrl, inFolder } from "./support/paths.ts";
import { runTool } from "./support/tools.ts";

/** Asks a shell for what could stand at the end of a line. */
type Ask = (line: string) => Promise<readonly string[]>;

const tree = allCommands(wholeCommandLine());

function node(...path: readonly string[]) {
  const found = tree.find((it) => it.path.join(" ") === path.join(" "));
  assert.ok(found);
  return found;
}

function namesBelow(...path: readonly string[]): readonly string[] {
  return node(...path).commands.map((it) => it.path.at(-1)!).sort();
}

function flagsOf(...path: readonly string[]): readonly string[] {
  return node(...path).options.map(({ long }) => long).sort();
}

function choicesOf(path: readonly string[], long: string): readonly string[] {
  const value = node(...path).options.find((it) => it.long === long)?.value;
  assert.ok(value?.kind === "choice");
  return [...value.choices].sort();
}

async function completesAll(ask: Ask, folder: string): Promise<void> {
  const sorted = async (line: string) => [...new Set(await ask(line))].sort();
  assert.deepEqual(await sorted("cellpost qu"), ["queue"]);
  assert.deepEqual(await sorted("cellpost queue "), namesBelow("queue"));
  assert.deepEqual(await sorted("cellpost send --"), flagsOf("send"));
  assert.deepEqual(
    await sorted("cellpost queue list --state "),
    choicesOf(["queue", "list"], "--state"),
  );
  assert.deepEqual(await sorted("cellpost --log-level w"), ["warning"]);
  assert.deepEqual(await sorted("cellpost --config x queue re"), [
    "release",
    "retry",
  ]);
  await Deno.writeTextFile(`${folder}/my config.toml`, "");
  const files = await sorted(`cellpost check --config ${folder}/my`);
  assert.equal(files.length, 1);
  assert.match(files[0]!, /my\\? config\.toml$/);
}

async function withScript(
  shell: string,
  work: (script: string, folder: string) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const { code, stdout } = await runProgram(folder, "completion", shell);
    assert.equal(code, 0);
    const script = `${folder}/script`;
    await Deno.writeTextFile(script, stdout);
    await work(script, folder);
  });
}

function lines(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}

Deno.test("bash completes commands, options, choices and files", async () => {
  await withScript("bash", async (script, folder) => {
    const asker = fromFileUrl("complete.bash");
    const askWords = async (...words: string[]) =>
      lines(await runTool("bash", ["--norc", asker, script, ...words]));
    await completesAll((line) => askWords(...line.split(" ")), folder);
    const failed = ["cellpost", "queue", "list", "--state", "=", "fa"];
    assert.deepEqual(await askWords(...failed), ["failed"]);
  });
});

Deno.test("zsh completes commands, options, choices and files", async () => {
  await withScript("zsh", async (script, folder) => {
    const asker = fromFileUrl("complete.zsh");
    await completesAll(async (line) => {
      const said = await runTool("zsh", ["-f", asker, script, line]);
      return [...said.matchAll(/^HIT (.*?)\r?$/gm)].map(([, hit = ""]) => hit);
    }, folder);
  });
});

Deno.test("fish completes commands, options, choices and files", async () => {
  await withScript("fish", async (script, folder) => {
    await completesAll(async (line) => {
      const command = 'source $argv[1]; complete -C "$argv[2]"';
      const args = ["--no-config", "-c", command, script, line];
      const said = await runTool("fish", args, { env: { HOME: folder } });
      return lines(said).map((it) => it.split("\t")[0] ?? "");
    }, folder);
  });
});
