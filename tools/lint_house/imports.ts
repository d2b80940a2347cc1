import {
  type Complaint,
  type Law,
  type Place,
  placeOf,
  roomOf,
} from "./law.ts";

type Node = Deno.lint.Node;

/** `house/imports`: which room may import which, by which door, and which packages. */
export function importRule(law: Law): Deno.lint.Rule {
  return {
    create(context) {
      const place = placeOf(law, context.filename);
      if (place.inSource === undefined) return {};
      const check = (source: Node | null | undefined) => {
        const specifier = source?.type === "Literal" ? source.value : undefined;
        if (!source || typeof specifier !== "string") return;
        const complaint = judgeImport(law, place, specifier);
        if (complaint) context.report({ node: source, ...complaint });
      };
      return {
        ImportDeclaration: (node) => check(node.source),
        ExportAllDeclaration: (node) => check(node.source),
        ExportNamedDeclaration: (node) => check(node.source),
        ImportExpression: (node) => check(node.source),
        "TSImportType > TSLiteralType > Literal": check,
      };
    },
  };
}

function judgeImport(
  law: Law,
  place: Place,
  specifier: string,
): Complaint | undefined {
  if (place.room === undefined) return undefined; // house/names reports the file itself
  if (!specifier.startsWith(".")) {
    return place.test ? undefined : judgePackage(law, place.room, specifier);
  }
  const target = new URL(specifier, `file:///src/${place.inSource}`).pathname;
  return target.startsWith("/src/")
    ? judgeRoom(law, place, target.slice("/src/".length))
    : judgeOutside(place, target, specifier);
}

function judgePackage(
  law: Law,
  room: string,
  specifier: string,
): Complaint | undefined {
  if (/^(?:npm|jsr|https?|data):/.test(specifier)) {
    return {
      message: `"${specifier}" names a dependency in the code`,
      hint: "Name it in deno.json's imports, and import it by that name",
    };
  }
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
  const packages = law.rooms[room]?.packages ?? [];
  if (law.anywhere.includes(name) || packages.includes(name)) return undefined;
  return {
    message: `Room "${room}" may not import "${specifier}"`,
    hint:
      "Go through the room that may, or extend the table in tools/lint_house.ts",
  };
}

function judgeOutside(
  place: Place,
  target: string,
  specifier: string,
): Complaint | undefined {
  if (place.test && target.startsWith("/tests/support/")) return undefined;
  // The version is told from the one file that states it.
  if (place.room === "app" && target === "/deno.json") return undefined;
  return {
    message: `"${specifier}" leads out of src/`,
    hint:
      "Move what is needed into a room; only tests may reach tests/support/",
  };
}

function judgeRoom(
  law: Law,
  place: Place,
  target: string,
): Complaint | undefined {
  const room = place.room ?? "";
  const other = roomOf(law, target);
  if (other === room) return undefined;
  if (other === undefined) {
    return {
      message: `"src/${target}" is in no room`,
      hint: "Name its room in the table in tools/lint_house.ts",
    };
  }
  const allowed = law.rooms[room]?.imports ?? [];
  if (!place.test && !allowed.includes(other)) {
    return {
      message: `Room "${room}" may not import room "${other}"`,
      hint: `It may import ${allowed.join(", ") || "no room"}: ` +
        "declare an interface here and let app wire it",
    };
  }
  if (target === `${other}/mod.ts`) return undefined;
  return {
    message: `Room "${other}" is entered by "${target}"`,
    hint: `Import from "${other}/mod.ts", and export the name there`,
  };
}
