import { PhonographError } from "../core/errors.ts";
import type { Linked } from "./linked.ts";

/** Refuses what is not the whole answer of `link`, such as its table alone. */
export function requireLinked(verb: string, linked: unknown, parts: readonly (keyof Linked)[]): void {
  const given = typeof linked === "object" && linked !== null ? (linked as Partial<Linked>) : undefined;
  if (given && parts.every((part) => typeof given[part] === "object" && given[part] !== null)) return;
  const isTable = given !== undefined && "numRows" in given;
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: "the first argument must be what link gave",
    found: isTable
      ? "a table"
      : linked === null
        ? "null"
        : given
          ? `{${Object.keys(given).join(", ")}}`
          : typeof linked,
    hint: isTable ? "give the whole answer of link, not its table alone" : `${verb}(await link(events), ...)`,
  });
}
