import type { CommandNode, OptionNode, Value } from "../command_tree.ts";
import { namesOf, type Place, placesOf, shortly } from "./words.ts";

/** The completion of a program's command line for fish, as a script to be sourced. */
export function fishCompletion(name: string, program: CommandNode): string {
  const places = placesOf(program);
  const values = places.flatMap(({ path, options }) =>
    options.filter(({ value }) => value !== undefined)
      .flatMap((it) => namesOf(it).map((long) => quoted(`${path} ${long}`)))
  );
  const paths = places.map(({ path }) => path).filter((it) => it !== "");
  return `# fish completion for ${name}; made by: ${name} completion fish
function __${name}_path
    set -l path ''
    set -l value 0
    for word in (commandline -opc)[2..-1]
        if test $value = 1
            set value 0
            continue
        end
        switch "$path $word"
            case ${values.join(" ")}
                set value 1
            case '* -*'
            case '*'
                contains -- "$path/$word" ${paths.join(" ")}
                and set path "$path/$word"
        end
    end
    echo $path
end
function __${name}_at
    set -l path (__${name}_path)
    test "$path" = "$argv[1]"
end
complete -c ${name} -f
${places.flatMap((it) => linesFor(name, it)).join("\n")}
`;
}

function linesFor(name: string, place: Place): readonly string[] {
  const { path, commands, options, arguments: args } = place;
  const begin = `complete -c ${name} -n ${quoted(`__${name}_at '${path}'`)}`;
  const argument = commands.length > 0
    ? undefined
    : args.map(({ value }) => valueWords(value)).find((it) => it !== "");
  return [
    ...commands.map((it) =>
      `${begin} -a ${it.path.at(-1)} -d ${quoted(shortly(it.description))}`
    ),
    ...options.map((it) => `${begin} ${optionWords(it)}`),
    ...(argument === undefined ? [] : [`${begin} ${argument}`]),
  ];
}

function optionWords(option: OptionNode): string {
  const { value, description } = option;
  const names = namesOf(option).map((it) =>
    it.startsWith("--") ? `-l ${it.slice(2)}` : `-s ${it.slice(1)}`
  );
  const wanted = value === undefined
    ? []
    : [value.kind === "file" ? "-r" : "-x", valueWords(value)];
  return [...names, ...wanted, `-d ${quoted(shortly(description))}`]
    .filter((it) => it !== "").join(" ");
}

function valueWords(value: Value): string {
  switch (value.kind) {
    case "choice":
      return `-a ${quoted(value.choices.join(" "))}`;
    case "file":
      return "-F";
    case "folder":
      return `-a '(__fish_complete_directories)'`;
    case "text":
      return "";
    default:
      return value satisfies never;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
