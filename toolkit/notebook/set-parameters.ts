import type { Expression } from "acorn";
import { PhonographError } from "../core/errors.ts";
import { listed, suggest } from "../core/suggest.ts";
import type { Cell, NotebookSource } from "./split-cells.ts";

/** A parameter's value: what JSON can say. */
export type ParameterValue =
  | string
  | number
  | boolean
  | null
  | readonly ParameterValue[]
  | { readonly [key: string]: ParameterValue };

/** A value that was put in, at its place in the source. */
export interface Replacement {
  from: number;
  to: number;
  text: string;
}

interface Declared {
  name: string;
  init: Expression;
  value: ParameterValue | undefined;
}

/** The parameters that a notebook runs with, and what to change in its source. */
export interface Parameters {
  values: Record<string, ParameterValue>;
  replacements: readonly Replacement[];
}

/**
 * Reads the literals declared in the cells tagged `parameters` and replaces those that were given, keeping their type.
 *
 * @param notebook the notebook taken apart
 * @param given values by name; text is read as the type of the literal it replaces (`"7"` for a number), as a command line gives it
 * @throws PhonographError `option/invalid` for an unknown name, a computed parameter, or a value of another type
 */
export function setParameters(
  { cells, script }: NotebookSource,
  given: Readonly<Record<string, ParameterValue>>,
): Parameters {
  const declared = cells.filter(({ tags }) => tags.includes("parameters")).flatMap((cell) => declarations(cell));
  const values: Record<string, ParameterValue> = {};
  for (const { name, value } of declared) if (value !== undefined) values[name] = value;
  const names = declared.map(({ name }) => name);
  const replacements: Replacement[] = [];
  for (const [name, wanted] of Object.entries(given)) {
    const parameter = declared.find((one) => one.name === name);
    if (!parameter) {
      const found = names.length > 0 ? listed(names) : 'no cell tagged "parameters"';
      throw refuse(`the notebook has no parameter "${name}"`, found, suggest(name, names));
    }
    if (parameter.value === undefined)
      throw refuse(`parameter "${name}" must be a literal to be set`, "a computed value");
    const value = convert(name, parameter.value, wanted);
    values[name] = value;
    const { start: from, end: to } = parameter.init;
    const lines = script.slice(from, to).split("\n").length - 1;
    replacements.push({ from, to, text: JSON.stringify(value) + "\n".repeat(lines) });
  }
  return { values, replacements };
}

function declarations(cell: Cell): Declared[] {
  return cell.statements.flatMap((statement) => {
    const node = statement as unknown as { type: string; declaration?: unknown; declarations?: unknown };
    const own = (node.type === "ExportNamedDeclaration" ? node.declaration : node) as typeof node | null;
    if (own?.type !== "VariableDeclaration") return [];
    const found = own.declarations as { id: { type: string; name: string }; init: Expression | null }[];
    return found.flatMap(({ id, init }) =>
      id.type === "Identifier" && init ? [{ name: id.name, init, value: literal(init) }] : [],
    );
  });
}

function literal(node: Expression): ParameterValue | undefined {
  if (node.type === "Literal") {
    return typeof node.value === "object" && node.value !== null ? undefined : (node.value as ParameterValue);
  }
  if (node.type === "TemplateLiteral" && node.expressions.length === 0) return node.quasis[0].value.cooked ?? undefined;
  if (node.type === "UnaryExpression" && node.operator === "-") {
    const value = literal(node.argument);
    return typeof value === "number" ? -value : undefined;
  }
  if (node.type === "ArrayExpression") {
    const items = node.elements.map((item) => (item && item.type !== "SpreadElement" ? literal(item) : undefined));
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  if (node.type !== "ObjectExpression") return undefined;
  const entries = node.properties.map((property) => {
    if (property.type !== "Property" || property.computed) return undefined;
    const key = property.key.type === "Identifier" ? property.key.name : literal(property.key);
    const value = literal(property.value);
    return value === undefined ? undefined : ([String(key), value] as const);
  });
  return entries.every((entry) => entry !== undefined) ? Object.fromEntries(entries) : undefined;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "list" : typeof value;
}

function convert(name: string, current: ParameterValue, wanted: ParameterValue): ParameterValue {
  const kind = kindOf(current);
  const read = typeof wanted === "string" && kind !== "string" ? fromText(wanted) : wanted;
  if (kindOf(read) === kind || kind === "null") return read as ParameterValue;
  const article = kind === "object" ? "an" : "a";
  const example = kind === "string" ? "" : `, such as ${name}=${JSON.stringify(current)}`;
  const found = typeof wanted === "string" ? JSON.stringify(wanted) : kindOf(wanted);
  throw refuse(`parameter "${name}" is ${article} ${kind}`, found, `give ${article} ${kind}${example}`);
}

function fromText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(rule: string, found: string, hint?: string): PhonographError {
  return new PhonographError({ code: "option/invalid", verb: "runNotebook", rule, found, hint });
}
