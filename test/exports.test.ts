import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const INDEX = readFileSync(join(ROOT, "toolkit/index.ts"), "utf8");

interface Export {
  name: string;
  type: boolean;
  file: string;
}

const EXPORTS: Export[] = [...INDEX.matchAll(/export\s+(type\s+)?\{([^}]*)\}\s*from\s*"([^"]+)"/g)].flatMap(
  ([, allTypes, names, file]) =>
    names!
      .split(",")
      .map((n) => n.trim())
      .filter((n) => n !== "")
      .map((n) => ({
        name: n.replace(/^type\s+/, "").replace(/^.*\bas\s+/, ""),
        type: allTypes !== undefined || n.startsWith("type "),
        file: join("toolkit", file!),
      })),
);

test("the public surface is frozen: a change here is a change for users and belongs in the change log", () => {
  const lines = EXPORTS.map(({ name, type }) => `${type ? "type " : ""}${name}`).sort();
  expect(lines.join("\n")).toMatchSnapshot();
});

test("the index holds re-exports only", () => {
  const rest = INDEX.replace(/export\s+(type\s+)?\{[^}]*\}\s*from\s*"[^"]+";/g, "").replace(/\/\/[^\n]*/g, "");
  expect(rest.trim()).toBe("");
});

test("every value that the index names exists, and nothing else comes along", async () => {
  const module = await import("../toolkit/index.ts");
  expect(Object.keys(module).sort()).toEqual(
    EXPORTS.filter((e) => !e.type)
      .map((e) => e.name)
      .sort(),
  );
});

test("every export is documented, and every value with an example", () => {
  const wrong: string[] = [];
  for (const { name, type, file } of EXPORTS) {
    const doc = docOf(readFileSync(join(ROOT, file), "utf8"), name);
    if (doc === undefined) wrong.push(`${name} has no doc comment in ${file}`);
    else if (!type && !/@example\s+\*?\s*```ts/.test(doc.replace(/\n\s*\*/g, "\n")))
      wrong.push(`${name} has no @example in ${file}`);
  }
  expect(wrong).toEqual([]);
});

function docOf(code: string, name: string): string | undefined {
  const declaration = new RegExp(
    `export (?:declare )?(?:async )?(?:abstract )?(?:function\\*?|class|const|interface|type) ${name.replace("$", "\\$")}\\b`,
  );
  const at = code.search(declaration);
  if (at < 0) return undefined;
  const before = code.slice(0, at).trimEnd();
  if (!before.endsWith("*/")) return undefined;
  return before.slice(before.lastIndexOf("/**"));
}
