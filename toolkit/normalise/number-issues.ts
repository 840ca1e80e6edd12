import { NUMBER_KINDS, type NumberKind } from "../../workers/numbers/words.ts";

/** What an issue of a number column says of its values. */
export interface NumberIssue {
  column: "phone" | "peer";
  /** Undefined where the issue is about something else, such as a foreign prefix. */
  kind: NumberKind | undefined;
  /** Why there is no key; undefined where the kind says it all. */
  reason: string | undefined;
}

const READ = "read as its number";
/** Kinds of values that have the key of a number: the key does not tell them from one. */
const HIDDEN: readonly NumberKind[] = ["vanity", "uri", "ambiguous"];

/** `"phone: junk, placeholder"`: a value without a key, by its kind and reason. */
export function keylessIssue(column: string, kind: string, reason: string | null): string {
  if (reason === "empty") return `${column}: empty`;
  return kind === "identifier" || reason === null ? `${column}: ${kind}` : `${column}: ${kind}, ${reason}`;
}

/** `"phone: vanity, read as its number"`; undefined for kinds that the key itself tells. */
export const keyedIssue = (column: string, kind: NumberKind): string | undefined =>
  HIDDEN.includes(kind) ? `${column}: ${kind}, ${READ}` : undefined;

/** What the words of an issue mean; undefined where it is about no number column. */
export function readNumberIssue(words: string): NumberIssue | undefined {
  const [, column, rest] = /^(phone|peer): (.*)$/.exec(words) ?? [];
  if (column === undefined) return undefined;
  const place = rest!.indexOf(", ");
  const first = place < 0 ? rest! : rest!.slice(0, place);
  const kind = NUMBER_KINDS.find((name) => name === first);
  const reason = kind === undefined ? rest : place < 0 ? undefined : rest!.slice(place + 2);
  return { column: column as NumberIssue["column"], kind, reason: reason === READ ? undefined : reason };
}
