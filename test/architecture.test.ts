import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");

/** Room -> floor. A file imports its own floor or a lower one, types included. */
const FLOORS: Record<string, number> = {
  workers: -1,
  "toolkit/core": 0,
  "toolkit/numbers": 1,
  "toolkit/privacy": 1,
  "toolkit/warehouse": 2,
  "toolkit/sources": 3,
  "toolkit/normalise": 4,
  "toolkit/link": 5,
  "toolkit/segments": 6,
  "toolkit/analyses": 7,
  "toolkit/charts": 8,
  "toolkit/notebook": 9,
};

const TOP_LEVEL = new Set(
  "package.json package-lock.json tsconfig.json README.md LICENSE CHANGELOG.md notebooks toolkit workers datasets test".split(
    " ",
  ),
);
const MADE_BY_RUNNING = new Set(["node_modules", "reports", "data"]);
const FORBIDDEN_NAMES = /(^|[/-])(utils?|helpers?|common|managers?)(\.ts$|[/-])/;

function sources(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name))),
  );
}

/** Module specifiers of static imports, re-exports and dynamic imports. */
function imports(file: string): string[] {
  const code = readFileSync(join(ROOT, file), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  const found = code.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)|(?:^|\n)\s*import\s*["']([^"']+)["']/g,
  );
  return [...found].map((m) => m[1] ?? m[2] ?? m[3]!);
}

const roomOf = (file: string) => Object.keys(FLOORS).find((room) => file.startsWith(`${room}/`));

const PRODUCT = sources("toolkit", "workers");

describe("the house", () => {
  test("a file imports its own floor or a lower one", () => {
    const wrong: string[] = [];
    for (const file of PRODUCT.filter((f) => f !== "toolkit/index.ts")) {
      const room = roomOf(file);
      expect(room, `${file} lies in no room`).toBeDefined();
      for (const target of imports(file).filter((t) => t.startsWith("."))) {
        const path = relative(ROOT, resolve(ROOT, dirname(file), target));
        if (path === "package.json") continue;
        const other = roomOf(path);
        if (other === undefined || FLOORS[other]! > FLOORS[room!]!) wrong.push(`${file} imports ${path}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("the cellar imports nothing from above", () => {
    const leaving = PRODUCT.filter((f) => f.startsWith("workers/")).flatMap((file) =>
      imports(file)
        .filter((t) => t.includes("toolkit"))
        .map((t) => `${file} imports ${t}`),
    );
    expect(leaving).toEqual([]);
  });

  test("notebooks import the toolkit only as a user does", () => {
    const wrong = sources("notebooks").flatMap((file) =>
      imports(file)
        .filter((t) => t.startsWith("."))
        .map((t) => `${file} imports ${t}`),
    );
    expect(wrong).toEqual([]);
  });

  test("a verb never imports another verb of its floor", () => {
    const verbs = new Set(publicFiles());
    const wrong: string[] = [];
    for (const file of verbs) {
      const room = roomOf(file);
      if (!room || FLOORS[room]! < 4 || room === "toolkit/notebook" || room === "toolkit/charts") continue;
      for (const target of valueImports(file)) {
        const path = relative(ROOT, resolve(ROOT, dirname(file), target));
        if (roomOf(path) === room && verbs.has(path)) wrong.push(`${file} imports the verb ${path}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("every relative import names its file with its extension", () => {
    const wrong = sources("toolkit", "workers", "datasets", "notebooks", "test").flatMap((file) =>
      imports(file)
        .filter((t) => t.startsWith(".") && !/\.(ts|json|js|mjs)$/.test(t))
        .map((t) => `${file} imports ${t}`),
    );
    expect(wrong).toEqual([]);
  });

  test("the top level holds what the design says and nothing else", () => {
    const strangers = readdirSync(ROOT).filter(
      (name) => !name.startsWith(".") && !TOP_LEVEL.has(name) && !MADE_BY_RUNNING.has(name),
    );
    expect(strangers).toEqual([]);
  });

  test("files are kebab-case and no file is a drawer for odds and ends", () => {
    const all = sources("toolkit", "workers", "datasets", "notebooks");
    expect(
      all.filter((f) =>
        f
          .split("/")
          .at(-1)!
          .replace(/\.(sql\.)?ts$/, "")
          .match(/[^a-z0-9-]/),
      ),
    ).toEqual([]);
    expect(all.filter((f) => FORBIDDEN_NAMES.test(f))).toEqual([]);
  });

  test("no file passes 300 lines without saying why at its head", () => {
    const long = sources("toolkit", "workers", "datasets").filter((file) => {
      const code = readFileSync(join(ROOT, file), "utf8");
      return code.split("\n").length > 301 && !/^(\/\*|\/\/)/.test(code);
    });
    expect(long).toEqual([]);
  });
});

/** Files behind the index whose export is named as the file: the verbs. */
function publicFiles(): string[] {
  return imports("toolkit/index.ts")
    .map((t) => join("toolkit", t))
    .filter((file) => {
      const verb = file
        .split("/")
        .at(-1)!
        .replace(/\.ts$/, "")
        .replace(/-(.)/g, (_, c) => c.toUpperCase());
      return new RegExp(`export (async )?function ${verb}\\b`).test(readFileSync(join(ROOT, file), "utf8"));
    });
}

/** Imports that bring a value, not only types. */
function valueImports(file: string): string[] {
  const code = readFileSync(join(ROOT, file), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  return [...code.matchAll(/(?:^|\n)\s*import\s+(?!type\b)([^;'"]*?)from\s*["'](\.[^"']+)["']/g)]
    .filter((m) =>
      /(^|[{,\s])(?!type\s)[A-Za-z_$][\w$]*/.test(m[1]!.replace(/\btype\s+[\w$]+(\s+as\s+[\w$]+)?,?/g, "")),
    )
    .map((m) => m[2]!);
}
