import { type Finding, isTable, isTables, type Table } from "./finding.ts";
import { nameKey } from "./phone_book.ts";
import { nearest } from "./nearest.ts";
import { parseNumberPrefix } from "./number_prefix.ts";
import { keyName } from "./sections.ts";

/** Finds routes that lead nowhere or can never apply, and pools of modems that are not there. */
export function checkRouting(document: Table): Finding[] {
  return [
    ...repeatedPools(document),
    ...strangeModems(document),
    ...leadingNowhere(document),
    ...strangePools(document),
    ...strangeGroups(document),
    ...prefixesOfNothing(document),
    ...unreached(document),
  ];
}

/**
 * The names of modems: `modem2` for the second one that has none, unless another was given that name. Those that are found by themselves
 * have none here.
 */
export function modemNames(
  modems: readonly { readonly name?: unknown }[],
): readonly string[] {
  const taken = new Set(
    modems.map(({ name }) =>
      typeof name === "string" ? name.toLowerCase() : undefined
    ),
  );
  return modems.map(({ name }, at) => {
    if (typeof name === "string") return name;
    let number = at + 1;
    while (taken.has(`modem${number}`)) number++;
    taken.add(`modem${number}`);
    return `modem${number}`;
  });
}

function tables(section: unknown): readonly Table[] {
  return isTables(section) ? section : [];
}

function texts(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((it) => typeof it === "string");
}

function repeatedPools({ pool }: Table): Finding[] {
  const names = tables(pool).map(({ name }) =>
    typeof name === "string" ? name.toLowerCase() : undefined
  );
  return names.flatMap((name, at): Finding[] => {
    const earlier = names.indexOf(name);
    if (name === undefined || earlier === at) return [];
    const text = `is ${JSON.stringify(tables(pool)[at]?.name)}, which ${
      keyName(["pool", earlier])
    } has already; each pool needs a name of its own`;
    return [{ path: ["pool", at, "name"], text }];
  });
}

function strangeModems(document: Table): Finding[] {
  const modems = tables(document.modem);
  // Then nothing is sent at all, and that is told elsewhere.
  if (modems.length === 0) return [];
  const hasAuto = modems.some(({ port }) => port === "auto");
  const names = modemNames(modems)
    .filter((_, at) => modems[at]?.port !== "auto");
  const known = new Set(names.map((it) => it.toLowerCase()));
  return tables(document.pool).flatMap(({ modems }, at) =>
    membersOf(modems, ["pool", at, "modems"]).flatMap(
      ({ name, path }, place, all): Finding[] => {
        const key = name.toLowerCase();
        const first = all.findIndex((it) => it.name.toLowerCase() === key);
        if (first < place) {
          return [{ path, text: `is ${JSON.stringify(name)} once more` }];
        }
        if (key === "auto" && hasAuto || known.has(key)) return [];
        // A modem that is found by itself has a name of its model and its IMEI.
        if (hasAuto && /^[a-z0-9]+(-[a-z0-9]+)+$/.test(name)) return [];
        return [{ path, text: whyNoModem(name, names) }];
      },
    )
  );
}

function whyNoModem(name: string, names: readonly string[]): string {
  if (name.toLowerCase() === "auto") {
    return 'is "auto", but no [[modem]] has port = "auto"';
  }
  const meant = nearest(name, names);
  const advice = meant !== undefined
    ? `did you mean "${meant}"?`
    : names.length === 0
    ? "there is none with a name"
    : `there is ${names.join(", ")}`;
  return `is ${JSON.stringify(name)}, which no [[modem]] is called; ${advice}`;
}

function membersOf(
  modems: unknown,
  path: readonly (string | number)[],
): readonly { readonly name: string; readonly path: Finding["path"] }[] {
  const names = isTable(modems)
    ? Object.keys(modems).map((name) => ({ name, path: [...path, name] }))
    : texts(modems).map((name, at) => ({ name, path: [...path, at] }));
  return names;
}

function leadingNowhere({ route }: Table): Finding[] {
  return tables(route).flatMap(
    ({ pool, refuse, failover }, at): Finding[] => {
      if (pool === undefined && refuse !== true) {
        const text =
          'is missing; it must name a [[pool]], or be "*" for any modem, unless refuse = true';
        return [{ path: ["route", at, "pool"], text }];
      }
      if (refuse === true && (pool ?? failover) !== undefined) {
        const text = "is true beside a pool; leave one of them out";
        return [{ path: ["route", at, "refuse"], text }];
      }
      return [];
    },
  );
}

function strangePools(document: Table): Finding[] {
  const names = tables(document.pool).flatMap(({ name }) => texts(name));
  const known = new Set(["*", ...names.map((it) => it.toLowerCase())]);
  return tables(document.route).flatMap(({ pool, failover }, at) => {
    const chain = [
      ...texts(pool).map((name) => ({ name, path: ["route", at, "pool"] })),
      ...texts(failover).map((name, place) => ({
        name,
        path: [
          "route",
          at,
          "failover",
          ...Array.isArray(failover) ? [place] : [],
        ],
      })),
    ];
    return chain.flatMap(({ name, path }, place): Finding[] => {
      const said = `is ${JSON.stringify(name)}`;
      const before = chain.slice(0, place).map((it) => it.name.toLowerCase());
      if (before.includes(name.toLowerCase())) {
        return [{ path, text: `${said} once more` }];
      }
      if (before.includes("*")) {
        return [{ path, text: `${said}, behind "*", which has every modem` }];
      }
      if (known.has(name.toLowerCase())) return [];
      const meant = nearest(name, names);
      const advice = meant === undefined ? "" : `; did you mean "${meant}"?`;
      return [{ path, text: `${said}, which no [[pool]] is called${advice}` }];
    });
  });
}

function strangeGroups(document: Table): Finding[] {
  const names = [
    ...Object.keys(isTable(document.groups) ? document.groups : {}),
    ...tables(document.schedule).flatMap(({ group }) => texts(group)),
  ];
  const known = new Set(names.map(nameKey));
  return tables(document.route).flatMap(({ group }, at) =>
    texts(group).flatMap((name, place): Finding[] => {
      if (known.has(nameKey(name))) return [];
      const path = [
        "route",
        at,
        "group",
        ...Array.isArray(group) ? [place] : [],
      ];
      const meant = nearest(name, names);
      const advice = meant === undefined ? "" : `; did you mean "${meant}"?`;
      const said = `is ${JSON.stringify(name)}, which is no group`;
      return [{ path, text: `${said}${advice}` }];
    })
  );
}

/** As in `[policy]`: mostly the "+" was forgotten. */
function prefixesOfNothing({ message, route }: Table): Finding[] {
  if (isTable(message) && message.short_codes === true) return [];
  return tables(route).flatMap(({ prefix }, at) =>
    texts(prefix).flatMap((text, place): Finding[] => {
      const read = parseNumberPrefix(text);
      if (read === undefined || read.startsWith("+")) return [];
      const path = [
        ...["route", at, "prefix"],
        ...Array.isArray(prefix) ? [place] : [],
      ];
      const said = `is ${
        JSON.stringify(text)
      }, with which only short codes begin`;
      const advice = `write "+${read}", or set [message] short_codes = true`;
      return [{ path, text: `${said}; ${advice}` }];
    })
  );
}

const conditions = [
  "prefix",
  "country",
  "sender",
  "user",
  "group",
  "priority",
] as const;

/** What stands behind a route that takes everything never counts. */
function unreached({ route }: Table): Finding[] {
  const routes = tables(route);
  const last = routes.findIndex((it) =>
    conditions.every((key) => it[key] === undefined)
  );
  if (last < 0) return [];
  return routes.slice(last + 1).map((_, at) => ({
    path: ["route", last + 1 + at],
    text: `never counts behind ${
      keyName(["route", last])
    }, which is for everything; move that one to the end`,
  }));
}
