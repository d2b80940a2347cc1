import { type Law, placeOf } from "./law.ts";

type Node = Deno.lint.Node;

type FunctionNode =
  | Deno.lint.FunctionDeclaration
  | Deno.lint.FunctionExpression
  | Deno.lint.ArrowFunctionExpression;

/** `house/length`: the lines of a file, of a `mod.ts` and of a function. */
export function lengthRule(law: Law): Deno.lint.Rule {
  return {
    create(context) {
      const { path } = placeOf(law, context.filename);
      const { text } = context.sourceCode;
      const isMod = /(?:^|\/)mod\.ts$/.test(path);
      const limit = isMod ? law.longest.mod : law.longest.file;
      const lines = linesOf(text);
      return {
        Program(node) {
          if (lines <= limit || (!isMod && isTable(path, text))) return;
          context.report({
            node,
            message: `The file has ${lines} lines; the limit is ${limit}`,
            hint: isMod
              ? "Keep purpose, invariants and exports; move code to a file"
              : "A file is one idea: move the second one to a file of its own",
          });
        },
        ...functionLengths(context, law.longest.function),
      };
    },
  };
}

function functionLengths(
  context: Deno.lint.RuleContext,
  limit: number,
): Deno.lint.LintVisitor {
  const isSuite = context.filename.endsWith("_suite.ts");
  // For each function that is open at the moment: the lines of the functions inside it.
  const inner: number[] = [];
  const enter = () => inner.push(0);
  const leave = (node: FunctionNode) => {
    const total = node.body
      ? linesOf(context.sourceCode.getText(node.body))
      : 0;
    const nested = inner.pop() ?? 0;
    inner.push((inner.pop() ?? 0) + total);
    // A suite's outer function only lists its cases.
    const own = isSuite ? total - nested : total;
    if (own <= limit) return;
    context.report({
      node,
      message: `The function has ${own} lines; the limit is ${limit}`,
      hint: "A function is one verb: give each step a name of its own",
    });
  };
  return {
    FunctionDeclaration: enter,
    FunctionExpression: enter,
    ArrowFunctionExpression: enter,
    "FunctionDeclaration:exit": leave,
    "FunctionExpression:exit": leave,
    "ArrowFunctionExpression:exit": leave,
  };
}

function linesOf(text: string): number {
  return text.trimEnd().split("\n").length;
}

/** Whether the file is a specification's table, which is as long as the specification. */
function isTable(path: string, text: string): boolean {
  const top = text.slice(0, /^(?![/ *]|$)/m.exec(text)?.index);
  return /_(?:table|ffi)\.ts$/.test(path) ||
    top.includes("// house: specification table");
}

/** `house/names`: snake_case files that say what they hold, inside a room of the table. */
export function nameRule(law: Law): Deno.lint.Rule {
  return {
    create(context) {
      const { path, inSource, room } = placeOf(law, context.filename);
      const report = (node: Node, message: string, hint: string) =>
        context.report({ node, message, hint });
      return {
        Program(node) {
          const parts = path.replace(/\.tsx?$/, "").split("/");
          const file = parts.at(-1) ?? "";
          const empty = parts.find((it) => law.emptyNames.includes(it));
          if (empty !== undefined) {
            const hint = "Name the noun of the field that is inside";
            report(node, `The name "${empty}" says nothing`, hint);
          }
          if (!/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(file)) {
            const hint = "Write file names in snake_case";
            report(node, `The file name "${file}" is not snake_case`, hint);
          }
          if (inSource !== undefined && room === undefined) {
            const hint = "Move it to a room, or name the new room in the " +
              "table in tools/lint_house.ts";
            report(node, `"${path}" is in no room`, hint);
          }
        },
      };
    },
  };
}

/** `house/state`: nothing that changes lives at a module's top level. */
export function stateRule(law: Law): Deno.lint.Rule {
  return {
    create(context) {
      if (placeOf(law, context.filename).inSource === undefined) return {};
      const check = (node: Deno.lint.VariableDeclaration) => {
        if (node.kind !== "let" && node.kind !== "var") return;
        context.report({
          node,
          message: `A module-level ${node.kind} is shared state`,
          hint: "Hold it in a class or a function's variable, made by app",
        });
      };
      return {
        "Program > VariableDeclaration": check,
        "Program > ExportNamedDeclaration > VariableDeclaration": check,
      };
    },
  };
}

/** `house/exports`: exports have names, and a `mod.ts` holds nothing else. */
export function exportRule(law: Law): Deno.lint.Rule {
  return {
    create(context) {
      const { inSource } = placeOf(law, context.filename);
      if (inSource === undefined) return {};
      const noDefault = (node: Node) =>
        context.report({
          node,
          message: "A default export has no name of its own",
          hint: "Export it by name",
        });
      return {
        ExportDefaultDeclaration: noDefault,
        ExportSpecifier: (node) => {
          const name = node.exported;
          if (name.type === "Identifier" && name.name === "default") {
            noDefault(node);
          }
        },
        Program: (node) => {
          if (!inSource.endsWith("/mod.ts")) return;
          const other = node.body.find((it) => !isReexport(it));
          if (other === undefined) return;
          context.report({
            node: other,
            message: "A mod.ts holds something besides re-exports",
            hint: "Move it to a file of the room, and export it from there",
          });
        },
      };
    },
  };
}

function isReexport(node: Node): boolean {
  return node.type === "ExportAllDeclaration" ||
    (node.type === "ExportNamedDeclaration" && node.source !== null);
}

/** `house/no-non-null`: outside tests nobody claims that a value is there. */
export function nonNullRule(law: Law): Deno.lint.Rule {
  return {
    create(context) {
      const { inSource, test } = placeOf(law, context.filename);
      if (inSource === undefined || test) return {};
      return {
        TSNonNullExpression: (node) =>
          context.report({
            node,
            message: "A non-null assertion is a claim without a check",
            hint: "Test for undefined, or give a default by ??",
          }),
      };
    },
  };
}
