import type { CommandNode } from "../command_tree.ts";
import { namesOf, type Place, placesOf, shortly } from "./words.ts";

/** The completion of a program's command line for PowerShell, 5.1 and later, as a script to be run in its profile. */
export function powershellCompletion(
  name: string,
  program: CommandNode,
): string {
  const places = placesOf(program);
  return `# PowerShell completion for ${name}; made by: ${name} completion powershell
Register-ArgumentCompleter -Native -CommandName ${name} -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @{
${places.flatMap(commandRow).join("\n")}
    }
    $flags = @{
${places.map(flagRow).join("\n")}
    }
    # The options that take a value, and the values to choose from; where there are none, PowerShell completes files.
    $values = @{
${places.flatMap(valueRows).join("\n")}
    }
    $path = ''
    $option = ''
    foreach ($element in ($commandAst.CommandElements | Select-Object -Skip 1)) {
        # What is being typed is not part of what comes before it.
        if ($element.Extent.EndOffset -ge $cursorPosition) { break }
        $word = $element.ToString()
        if ($option -ne '') {
            $option = ''
        } elseif ($values.ContainsKey("$path $word")) {
            $option = $word
        } elseif ($words.ContainsKey($path) -and $words[$path].Contains($word)) {
            $path = "$path/$word"
        }
    }
    if ($option -ne '') {
        $found = @{}
        foreach ($value in $values["$path $option"]) { $found[$value] = $value }
        $type = 'ParameterValue'
    } elseif ($wordToComplete.StartsWith('-')) {
        $found = $flags[$path]
        $type = 'ParameterName'
    } else {
        $found = $words[$path]
        $type = 'Command'
    }
    if ($null -eq $found) { return }
    $found.GetEnumerator() | Where-Object { $_.Key.StartsWith($wordToComplete) } | Sort-Object Key | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_.Key, $_.Key, $type, $_.Value)
    }
}
`;
}

function commandRow({ path, commands }: Place): readonly string[] {
  if (commands.length === 0) return [];
  const entries = commands.map((it) =>
    `${quoted(it.path.at(-1) ?? "")} = ${told(it.description)}`
  );
  return [`        ${quoted(path)} = @{ ${entries.join("; ")} }`];
}

// Names differ in case here (-f, -F), which a literal hashtable would not take.
function flagRow({ path, options }: Place): string {
  const entries = options.flatMap((it) =>
    namesOf(it).filter((name) => name.startsWith("--"))
      .map((name) => `${quoted(name)} = ${told(it.description)}`)
  );
  return `        ${quoted(path)} = @{ ${entries.join("; ")} }`;
}

function valueRows({ path, options }: Place): readonly string[] {
  return options.flatMap((option) => {
    const { value } = option;
    if (value === undefined) return [];
    const choices = value.kind === "choice" ? value.choices : [];
    const list = `@(${choices.map(quoted).join(", ")})`;
    return namesOf(option).filter((it) => it.startsWith("--"))
      .map((it) => `        ${quoted(`${path} ${it}`)} = ${list}`);
  });
}

/** A tool tip, which must not be empty. */
function told(description: string): string {
  return quoted(shortly(description) || "-");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
