import { mask } from "../core/mask.ts";
import { textOf } from "../core/table.ts";
import type { Linked } from "./linked.ts";
import type { Reason } from "./non-link-reason.ts";

const day = (at: number) => (Number.isFinite(at) ? new Date(at).toISOString().slice(0, 10) : at < 0 ? "ever" : "now");

const timesWords = (n: number) => (n === 0 ? "never" : n === 1 ? "once" : `${n.toLocaleString("en")} times`);

/** What the owners of a number or a device, and the identifiers set aside, say of a user; undefined when they say nothing. */
export function holdingReason(
  verb: string,
  linked: Linked,
  held: "phone" | "device",
  identifier: string,
  user: string,
): Reason | undefined {
  const [shown, whose] = [`${held} ${mask(identifier)}`, `user ${mask(user)}`];
  const aside = setAside(linked, [
    [held, identifier],
    ["user", user],
  ]);
  if (aside) return { reason: "set aside", lines: [aside] };
  const table = held === "phone" ? linked.owners : linked.devices;
  const ids = textOf(verb, table, held);
  const owners = textOf(verb, table, "user");
  const mine = [...ids.codes.keys()].filter((h) => ids.at(h) === identifier);
  const get = (name: string, h: number) => table.get(name, h) as number;
  const span = (h: number) => `from ${day(get("from", h))} to ${day(get("to", h))}`;
  const own = mine.find((h) => owners.at(h) === user);
  if (own !== undefined) {
    return { reason: "linked", lines: [`${shown} belongs to ${whose} ${span(own)}, so the two are linked`] };
  }
  const together = rowsTogether(verb, linked, held, identifier, user);
  if (together === 0) return undefined;
  const near = `${together.toLocaleString("en")} ${together === 1 ? "row names" : "rows name"} both`;
  const other = mine.filter((h) => owners.at(h) !== null);
  if (other.length === 0) {
    return { reason: "ambiguous", lines: [`${near}, but no user has a chance of 0.9 to own ${shown}`] };
  }
  const lines = other.map(
    (h) =>
      `${shown} belongs to user ${mask(owners.at(h)!)} ${span(h)}: seen ${timesWords(get("observations", h))}, contradicted ${timesWords(get("against", h))}`,
  );
  return { reason: "somebody else", lines: [`${near}, taken for errors`, ...lines] };
}

function setAside({ shared }: Linked, identifiers: readonly (readonly [string, string])[]): string | undefined {
  for (let i = 0; i < shared.numRows(); i++) {
    for (const [kind, value] of identifiers) {
      if (shared.get("kind", i) !== kind || shared.get("identifier", i) !== value) continue;
      return `${kind} ${mask(value)} was set aside: ${shared.get("reason", i)}`;
    }
  }
  return undefined;
}

/** Of all rows, those of earlier runs too. */
function rowsTogether(verb: string, { state }: Linked, held: string, identifier: string, user: string): number {
  const [ids, users] = [textOf(verb, state.events, held), textOf(verb, state.events, "user")];
  const [id, who] = [ids.values.indexOf(identifier), users.values.indexOf(user)];
  let rows = 0;
  for (let row = 0; row < ids.codes.length; row++) if (ids.codes[row] === id && users.codes[row] === who) rows++;
  return rows;
}
