import type { CommandNode, Value } from "../command_tree.ts";
import { namesOf, type Place, placesOf } from "./words.ts";

/** The completion of a program's command line for bash, as a script to be sourced. */
export function bashCompletion(name: string, program: CommandNode): string {
  const places = placesOf(program);
  return `# bash completion for ${name}; made by: ${name} completion bash
_${name}() {
    local cur=\${COMP_WORDS[COMP_CWORD]} word path= option= only= i
    local IFS=$' \\t\\n'
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=\${COMP_WORDS[i]}
        # bash makes "--state=sent" three words.
        [[ $word == = ]] && continue
        if [[ -n $option ]]; then
            option=
            continue
        fi
        case $only$path:$word in
            *:--) only=only ;;
${arm(places.flatMap(optionsWithValue), "option=$word")}
${arm(commandWords(places), "path+=/$word")}
        esac
    done
    [[ $cur == = ]] && cur=
    if [[ -n $option ]]; then
        case $path:$option in
${places.flatMap((it) => valueArms(name, it)).join("\n")}
        esac
        return
    fi
    if [[ $cur == -* && -z $only ]]; then
        case $path in
${places.map(flagArm).join("\n")}
        esac
        return
    fi
    case $path in
${places.flatMap((it) => wordArm(name, it)).join("\n")}
    esac
}
_${name}_files() {
    local IFS=$'\\n'
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen "$1" -- "$2"))
}
complete -F _${name} ${name}
`;
}

function arm(patterns: readonly string[], action: string): string {
  return `            ${patterns.join(" | ")}) ${action} ;;`;
}

function optionsWithValue({ path, options }: Place): readonly string[] {
  return options.filter(({ value }) => value !== undefined)
    .flatMap((it) => namesOf(it).map((name) => `${path}:${name}`));
}

function commandWords(places: readonly Place[]): readonly string[] {
  return places.flatMap(({ path, commands }) =>
    commands.map((it) => `${path}:${it.path.at(-1) ?? ""}`)
  );
}

function valueArms(name: string, { path, options }: Place): readonly string[] {
  return options.flatMap((option) => {
    const { value } = option;
    const action = value && actionFor(name, value);
    if (action === undefined) return [];
    const patterns = namesOf(option).map((it) => `${path}:${it}`);
    return [`            ${patterns.join(" | ")}) ${action} ;;`];
  });
}

function actionFor(name: string, value: Value): string | undefined {
  switch (value.kind) {
    case "choice":
      return fromWords(value.choices);
    case "file":
      return `_${name}_files -f "$cur"`;
    case "folder":
      return `_${name}_files -d "$cur"`;
    case "text":
      return undefined;
    default:
      return value satisfies never;
  }
}

function fromWords(words: readonly string[]): string {
  return `COMPREPLY=($(compgen -W "${words.join(" ")}" -- "$cur"))`;
}

function flagArm({ path, options }: Place): string {
  return `            ${quoted(path)}) ${
    fromWords(options.flatMap(namesOf))
  } ;;`;
}

function wordArm(
  name: string,
  { path, commands, arguments: args }: Place,
): readonly string[] {
  const words = commands.map((it) => it.path.at(-1) ?? "");
  const action = words.length > 0
    ? fromWords(words)
    : args.map(({ value }) => actionFor(name, value)).find((it) =>
      it !== undefined
    );
  return action === undefined ? [] : [`        ${quoted(path)}) ${action} ;;`];
}

function quoted(path: string): string {
  return path === "" ? '""' : path;
}
