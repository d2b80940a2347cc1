import type {
  ArgumentNode,
  CommandNode,
  OptionNode,
  Value,
} from "../command_tree.ts";
import { namesOf, type Place, placesOf, shortly } from "./words.ts";

/** The completion of a program's command line for zsh: to be sourced, or a file of its \`fpath\`. */
export function zshCompletion(name: string, program: CommandNode): string {
  const functions = placesOf(program).map((it) => functionFor(name, it));
  return `#compdef ${name}
# zsh completion for ${name}; made by: ${name} completion zsh
${functions.join("\n")}
if [[ $funcstack[1] == _${name} ]]; then
    _${name} "$@"
else
    compdef _${name} ${name}
fi
`;
}

function functionFor(name: string, place: Place): string {
  const own = functionName(name, place.path);
  const specs = [
    ...place.options.map(optionSpec),
    ...(place.commands.length > 0
      ? [quoted(`1: :${own}_`), quoted("*:: :->rest")]
      : place.arguments.map(argumentSpec)),
  ];
  const call = `    _arguments -C ${
    specs.map((it) => `\\\n        ${it}`).join(" ")
  }`;
  if (place.commands.length === 0) return `${own}() {\n${call}\n}`;
  const arms = place.commands.map(({ path }) => {
    const word = path.at(-1) ?? "";
    return `        ${word}) ${functionName(name, `${place.path}/${word}`)} ;;`;
  });
  return `${own}() {
    local context state state_descr line ret=1
    typeset -A opt_args
${call} && ret=0
    if [[ $state == rest ]]; then
        case $words[1] in
${arms.join("\n")}
        esac && ret=0
    fi
    return ret
}
${own}_() {
    local -a names=(
${place.commands.map(commandRow).join("\n")}
    )
    _describe command names
}`;
}

function functionName(name: string, path: string): string {
  return `_${name}${path.replaceAll(/[/-]/g, "_")}`;
}

function commandRow({ path, description }: CommandNode): string {
  return `        ${quoted(`${path.at(-1)}:${shortly(description)}`)}`;
}

function optionSpec(option: OptionNode): string {
  const { value, repeatable, description } = option;
  const names = namesOf(option);
  const told = `[${inBrackets(description)}]`;
  const star = repeatable ? "*" : "";
  const action = value === undefined
    ? ""
    : `:${value.name}:${actionFor(value)}`;
  const excluded = names.length > 1 ? `(${names.join(" ")})` : star;
  return names.length > 1
    ? `${quoted(excluded)}{${names.join(",")}}${quoted(told + action)}`
    : quoted(
      `${star}${names[0]}${value === undefined ? "" : "="}${told}${action}`,
    );
}

function argumentSpec(
  { name, value, variadic }: ArgumentNode,
  index: number,
): string {
  const place = variadic ? "*" : `${index + 1}`;
  return quoted(`${place}:${name}:${actionFor(value)}`);
}

function actionFor(value: Value): string {
  switch (value.kind) {
    case "choice":
      return `(${value.choices.join(" ")})`;
    case "file":
      return "_files";
    case "folder":
      return "_files -/";
    case "text":
      // A blank: nothing to complete, and no error.
      return " ";
    default:
      return value satisfies never;
  }
}

/** Square brackets end a description. */
function inBrackets(text: string): string {
  return shortly(text).replaceAll(/[\\[\]:]/g, (it) => `\\${it}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
