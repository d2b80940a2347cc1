import { type Complaint, type Law, type Place, placeOf } from "./law.ts";

type Node = Deno.lint.Node;

/** `house/world`: who may reach sockets, foreign calls, the environment, the clock and chance. Tests are free. */
export function worldRule(law: Law): Deno.lint.Rule {
  return {
    create(context) {
      const place = placeOf(law, context.filename);
      if (place.inSource === undefined || place.test) return {};
      const check = (node: Node, name: string | undefined) => {
        const complaint = name && judgeName(law, place, name);
        if (complaint) context.report({ node, ...complaint });
      };
      return {
        MemberExpression: (node) => check(node, nameOf(node)),
        Identifier: (node) => {
          if (isRead(node)) check(node, node.name);
        },
        NewExpression: (node) => check(node, callOf(node)),
        CallExpression: (node) => check(node, callOf(node)),
        VariableDeclarator: (node) => {
          for (const [part, name] of takenApart(node)) check(part, name);
        },
      };
    },
  };
}

function judgeName(
  law: Law,
  place: Place,
  name: string,
): Complaint | undefined {
  const inSource = place.inSource ?? "";
  const rule = law.reserved.find((it) => it.names.includes(name));
  if (rule !== undefined) {
    if (rule.places.some((where) => stands(inSource, where))) return undefined;
    return {
      message: `${name} is used outside ${rule.places.join(", ")}`,
      hint: rule.hint,
    };
  }
  const room = place.room ?? "";
  const [head = ""] = name.split(".");
  if (!law.rooms[room]?.pure || !law.ambient.includes(head)) return undefined;
  if (law.harmless.includes(name)) return undefined;
  if (law.thinShells.includes(inSource)) return undefined;
  return {
    message: `Room "${room}" touches the world by ${name}`,
    hint: "It is pure: take what it needs as an argument or an interface",
  };
}

function stands(inSource: string, where: string): boolean {
  if (where.endsWith("*")) return inSource.startsWith(where.slice(0, -1));
  return inSource === where || inSource.startsWith(`${where}/`);
}

/** The dotted name in `Deno.env`, `globalThis.Deno["env"]` or `setTimeout`; undefined for anything else. */
function nameOf(node: Node): string | undefined {
  if (node.type === "Identifier") return node.name;
  if (node.type !== "MemberExpression") return undefined;
  const object = nameOf(node.object);
  const key = node.computed
    ? (node.property.type === "Literal" ? node.property.value : undefined)
    : nameOf(node.property);
  if (object === undefined || typeof key !== "string") return undefined;
  return object === "globalThis" ? key : `${object}.${key}`;
}

/** `new Date()` and `Date()`, which read the clock only when nothing is given. */
function callOf(
  node: Deno.lint.NewExpression | Deno.lint.CallExpression,
): string | undefined {
  if (nameOf(node.callee) !== "Date") return undefined;
  if (node.type === "CallExpression") return "Date()";
  return node.arguments.length === 0 ? "new Date()" : undefined;
}

/** The names in `const { env } = Deno`. */
function* takenApart(
  node: Deno.lint.VariableDeclarator,
): Generator<[Node, string]> {
  const from = node.init ? nameOf(node.init) : undefined;
  if (from === undefined || node.id.type !== "ObjectPattern") return;
  for (const part of node.id.properties) {
    const key = part.type === "Property" ? nameOf(part.key) : undefined;
    if (key === undefined) continue;
    yield [part, from === "globalThis" ? key : `${from}.${key}`];
  }
}

/** Whether the identifier alone is read: not a key, not a part of a dotted name, not a type. */
function isRead(node: Deno.lint.Identifier): boolean {
  const parent: Node = node.parent;
  switch (parent.type) {
    case "Property":
      return parent.value === node && parent.parent.type !== "ObjectPattern";
    case "MemberExpression": // judged whole
    case "MethodDefinition":
    case "PropertyDefinition":
    case "ImportSpecifier":
    case "ExportSpecifier":
    case "TSPropertySignature":
    case "TSMethodSignature":
    case "TSQualifiedName":
    case "TSTypeQuery":
    case "TSTypeReference":
      return false;
    default:
      return true;
  }
}
