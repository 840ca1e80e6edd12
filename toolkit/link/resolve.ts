import type { ColumnTable } from "arquero";
import { PhonographError } from "../core/errors.ts";
import { type Instant, toInstant } from "../core/instant.ts";
import { mask } from "../core/mask.ts";
import { columnOf, numbersOf, textOf } from "../core/table.ts";
import { toHeldIndex } from "./held-index.ts";
import type { Linked } from "./linked.ts";
import { personNames } from "./person-names.ts";
import { requireLinked } from "./require-linked.ts";

/** One identifier at one time; a user is the same person at all times. */
export type Who = { phone: string; at: Instant } | { device: string; at: Instant } | { user: string; at?: Instant };

/** Whose an identifier is at a time, and how that is known. */
export interface Resolved {
  /** The person; null when nobody held the identifier then. */
  readonly person: number | null;
  readonly user: string | null;
  /** Chance that the person is right; 0 when nobody is known. */
  readonly confidence: number;
  /** The interval in which this holds, ms UTC, half-open; NaN when nobody is known. */
  readonly from: number;
  readonly to: number;
  /** Rows that show the owner with the identifier in that interval, and rows that contradict. */
  readonly observations: number;
  readonly against: number;
}

const YEAR = 365.25 * 864e5;
const NOBODY: Resolved = Object.freeze({
  person: null,
  user: null,
  confidence: 0,
  from: Number.NaN,
  to: Number.NaN,
  observations: 0,
  against: 0,
});

/**
 * Whose an identifier is at a given time: a number has owners one after another, so there is no answer without a time.
 * For the rows of a table there is {@link joinPeople}.
 *
 * @param linked what `link` gave
 * @param who `{phone, at}`, `{device, at}` or `{user}`; `at` in ms UTC, a Date, or ISO text (UTC unless it tells its offset)
 * @returns see {@link Resolved}; `person` is null when nobody held it then, also for an identifier never seen
 * @throws PhonographError `option/invalid` without exactly one identifier, without a moment, or for a number that is not written
 * as the numbers of the table are
 * @example
 * ```ts
 * import { link, resolve } from "phonograph";
 * import { table } from "arquero";
 * const phone = "+351912345678";
 * const at = [Date.UTC(2026, 0, 5), Date.UTC(2026, 5, 5)];
 * const linked = await link(table({ at, kind: ["auth", "auth"], phone: [phone, phone], user: ["ann", "bob"] }));
 * console.assert(resolve(linked, { phone, at: "2026-01-06T12:00:00Z" }).user === "ann");
 * console.assert(resolve(linked, { phone, at: "2026-07-01T12:00:00Z" }).user === "bob");
 * ```
 */
export function resolve(linked: Linked, who: Who): Resolved {
  requireLinked("resolve", linked, ["owners", "devices", "about"]);
  const asked: object = typeof who === "object" && who !== null ? who : {};
  const [kind, ...others] = Object.keys(asked).filter((name) => name !== "at");
  if (others.length > 0 || (kind !== "phone" && kind !== "device" && kind !== "user")) {
    throw new PhonographError({
      code: "option/invalid",
      verb: "resolve",
      rule: "ask for one phone, device or user",
      found: [kind, ...others].filter(Boolean).join(" and ") || (asked === who ? "no identifier" : nameOf(who)),
      hint: '{ phone: "+351...", at: "2026-03-01T12:00Z" }',
    });
  }
  const identifier: unknown = (asked as Record<string, unknown>)[kind];
  if (typeof identifier !== "string") {
    throw new PhonographError({
      code: "option/invalid",
      verb: "resolve",
      rule: `${kind} must be a text`,
      found: nameOf(identifier),
      hint: '{ phone: "+351...", at: "2026-03-01T12:00Z" }',
    });
  }
  if (kind === "user") return ofUser(linked, identifier);
  const at = toInstant("resolve", "at", (asked as { at: Instant }).at);
  const held = kind === "phone" ? linked.owners : linked.devices;
  if (kind === "phone") refuseUnread(linked, identifier);
  const h = heldAt(held, kind, identifier, at);
  if (h < 0) return NOBODY;
  const number = (name: string) => numbersOf("resolve", held, name)[h];
  const away = Math.max(0, number("first") - at || 0, at - number("last") || 0);
  const hazard = Number(linked.about.options["hazard"]) / YEAR;
  return Object.freeze({
    person: number("person"),
    user: textOf("resolve", held, "user").at(h),
    confidence: number("confidence") * Math.exp(-hazard * away),
    from: number("from"),
    to: number("to"),
    observations: number("observations"),
    against: number("against"),
  });
}

const nameOf = (value: unknown) => (value === null ? "null" : typeof value);

/** Persons of users are numbered as the users of `owners` are. */
function ofUser(linked: Linked, asked: string): Resolved {
  const { owners } = linked;
  const user = personNames(linked).get(asked) ?? asked;
  const person = textOf("resolve", owners, "user").values.indexOf(user);
  if (person < 0) return NOBODY;
  return Object.freeze({ ...NOBODY, person, user, confidence: 1, from: -Infinity, to: Infinity });
}

/** A number in any other spelling than that of the table would be nobody's in silence. */
function refuseUnread({ owners }: Linked, phone: string): void {
  if (/^\+\d+$/.test(phone) || !/^[+(]?\d[\d\s().-]{5,}$/.test(phone)) return;
  const { values } = textOf("resolve", owners, "phone");
  if (values.includes(phone)) return;
  throw new PhonographError({
    code: "option/invalid",
    verb: "resolve",
    rule: "phone must be written as in the linked table: E.164",
    found: mask(phone),
    hint: "write a plus, the country code and the digits, with nothing between",
  });
}

function heldAt(held: ColumnTable, kind: "phone" | "device", identifier: string, at: number): number {
  const { codeOf, offsets, places } = toHeldIndex(held, kind);
  const from = columnOf("resolve", held, "from") as Float64Array;
  const to = columnOf("resolve", held, "to") as Float64Array;
  const code = codeOf.get(identifier);
  if (code === undefined) return -1;
  return places.subarray(offsets[code], offsets[code + 1]).find((h) => from[h] <= at && at < to[h]) ?? -1;
}
