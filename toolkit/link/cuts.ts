import { PhonographError } from "../core/errors.ts";
import { type Instant, toInstant } from "../core/instant.ts";
import { keyword, knownOptions } from "../core/options.ts";
import type { Identifiers } from "./identifiers.ts";
import { ALONE, disown, INTERVAL_COLUMNS, type Intervals, insertInterval } from "./intervals.ts";

/** A tie that is not to be: the identifier is not this user's, always or for a time. */
export interface WithoutTie {
  kind: "phone" | "device" | "session";
  identifier: string;
  user: string;
  /** From when on, included; default always. Ms UTC, a Date or ISO text. */
  from?: Instant;
  /** Up to when, not included; default for ever. */
  to?: Instant;
}

/** One of two identifiers that are not of one person. */
export type ApartIdentifier = { user: string } | { phone: string } | { device: string };

export interface TieSpec {
  kind: "phone" | "device" | "session";
  identifier: string;
  user: string;
  from: number;
  to: number;
}

/** Two identifiers, as kind and text. */
export type ApartSpec = readonly [kind: string, id: string][];

/** A user who does not hold an identifier, in a time. */
export interface Cut {
  user: number;
  from: number;
  to: number;
}

export type Cuts = Record<TieSpec["kind"], Map<number, Cut[]>>;

const VERB = "link";
const FOR_A_TIME = 'without takes a tie out from one time to another: { kind: "phone", identifier, user, from, to }';
const KINDS = ["phone", "device", "session"] as const;

/** Every tie checked. */
export function toTies(without: unknown): TieSpec[] {
  return listOf("without", without, '[{ kind: "device", identifier: "d1", user: "ann" }]').map((tie) => {
    const { kind, identifier, user, from, to } = tie as Partial<WithoutTie>;
    knownOptions(VERB, tie as object, ["kind", "identifier", "user", "from", "to"]);
    const spec = {
      kind: keyword(VERB, "kind of without", kind, KINDS),
      identifier: text("identifier of without", identifier),
      user: text("user of without", user),
      from: from === undefined ? -Infinity : toInstant(VERB, "from of without", from),
      to: to === undefined ? Infinity : toInstant(VERB, "to of without", to),
    };
    if (spec.from < spec.to) return spec;
    throw new PhonographError({
      code: "option/invalid",
      verb: VERB,
      rule: "a tie of without must end after it starts",
      found: "from is not before to",
    });
  });
}

/** Every pair checked. */
export function toApart(cannotLink: unknown): ApartSpec[] {
  const example = '[[{ user: "ann" }, { phone: "+351..." }]]';
  return listOf("cannotLink", cannotLink, example).map((pair) => {
    const two = Array.isArray(pair) && pair.length === 2 ? pair : [];
    const specs = two.map((one: object): [string, string] => {
      const [[kind, id] = ["", undefined], ...others] = Object.entries(one ?? {});
      if (others.length > 0) {
        const names = others.map(([name]) => name).join(", ");
        throw invalid("cannotLink gives one identifier at a time, for all times", `${names} beside it`, FOR_A_TIME);
      }
      return [
        keyword(VERB, "kind of cannotLink", kind, ["user", "phone", "device"]),
        text(`${kind} of cannotLink`, id),
      ];
    });
    if (specs.length === 2) return specs;
    throw invalid("cannotLink must give two identifiers each time", "another number", example);
  });
}

/** Ties and pairs with a user as cuts, by the codes of their identifiers; those that are not in the events are left out. */
export function toCuts(
  ties: readonly TieSpec[],
  apart: readonly ApartSpec[],
  identifiers: Record<"user" | TieSpec["kind"], Identifiers>,
): Cuts | undefined {
  const cuts: Cuts = { phone: new Map(), device: new Map(), session: new Map() };
  const withUser = apart.flatMap((pair): TieSpec[] => {
    const users = pair.filter(([kind]) => kind === "user");
    const [other] = pair.filter(([kind]) => kind !== "user");
    if (users.length !== 1 || !other) return [];
    const kind = other[0] as TieSpec["kind"];
    return [{ kind, identifier: other[1], user: users[0][1], from: -Infinity, to: Infinity }];
  });
  const all = [...ties, ...withUser];
  for (const { kind, identifier, user, from, to } of all) {
    const id = identifiers[kind].texts.indexOf(identifier);
    const who = identifiers.user.texts.indexOf(user);
    if (id < 0 || who < 0) continue;
    cuts[kind].set(id, [...(cuts[kind].get(id) ?? []), { user: who, from, to }]);
  }
  return all.length > 0 ? cuts : undefined;
}

/** Takes the evidence of cut ties away: 0 for their rows. */
export function withoutCut(
  evidence: Uint8Array,
  codes: Int32Array,
  owner: Int32Array,
  at: Float64Array,
  cuts: ReadonlyMap<number, readonly Cut[]> | undefined,
): Uint8Array {
  if (!cuts || cuts.size === 0) return evidence;
  const kept = evidence.slice();
  for (let row = 0; row < kept.length; row++) if (isCut(cuts, codes[row], owner[row], at[row])) kept[row] = 0;
  return kept;
}

/** Whether an identifier is not this owner's at that time; a tie that is cut for ever is so without a time too. */
export function isCut(
  cuts: ReadonlyMap<number, readonly Cut[]> | undefined,
  id: number,
  owner: number,
  at: number,
): boolean {
  const list = id < 0 ? undefined : cuts?.get(id);
  return list?.some(({ user, from, to }) => owner === user && !(at < from) && !(at >= to)) ?? false;
}

/** Takes the time of cut ties out of the intervals of one identifier, from `begin` on: there it is nobody's. */
export function cutOut(held: Intervals, begin: number, cuts: readonly Cut[]): void {
  // in the order of time, so that what is left before a cut needs no second look
  const inOrder = cuts.toSorted((a, b) => a.from - b.from);
  for (let h = begin; h < held.owner.length; h++) {
    for (const { user, from, to } of inOrder) {
      if (held.owner[h] !== user || !(from < held.to[h] && held.from[h] < to)) continue;
      const end = held.to[h];
      if (to < end) {
        copyInterval(held, h);
        held.from[h + 1] = to;
        held.to[h] = to;
      }
      if (held.from[h] < from) {
        insertInterval(held, h + 1, held.identifier[h], -1, from, held.to[h]);
        held.to[h] = from;
        disown(held, h + 1, ALONE);
      } else {
        for (const name of ["observations", "acts", "timed", "against"] as const) held[name][h] = 0;
        disown(held, h, ALONE);
      }
      break;
    }
  }
}

function copyInterval(held: Intervals, h: number): void {
  for (const name of INTERVAL_COLUMNS) held[name].splice(h, 0, held[name][h]);
}

function listOf(option: string, value: unknown, hint: string): unknown[] {
  if (Array.isArray(value) && value.every((one) => typeof one === "object" && one !== null)) return value;
  throw invalid(
    `${option} must be a list`,
    typeof value === "object" ? "another kind of value in it" : typeof value,
    hint,
  );
}

function text(option: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw invalid(`${option} must be a text`, value === null ? "null" : typeof value);
}

const invalid = (rule: string, found: string, hint?: string) =>
  new PhonographError({ code: "option/invalid", verb: VERB, rule, found, hint });
