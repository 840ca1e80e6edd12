import type { ApartSpec, Cut, Cuts } from "./cuts.ts";
import type { Decided } from "./decide.ts";
import type { Holdings } from "./holdings.ts";
import type { Identifiers } from "./identifiers.ts";

/** A pair of identifiers can take the place of another that was taken away; not for ever. */
const MOST_ROUNDS = 20;

/**
 * Decides until no person holds two identifiers at once that are to be kept apart: each time the less certain tie is cut
 * for the time that both share, and all is decided again.
 */
export function keepApart(
  apart: readonly ApartSpec[],
  cuts: Cuts | undefined,
  identifiers: Record<"phone" | "device", Identifiers>,
  decide: (cuts: Cuts | undefined) => Decided,
): Decided {
  let decided = decide(cuts);
  const pairs = apart.filter((pair) => pair.every(([kind]) => kind !== "user"));
  if (pairs.length === 0) return decided;
  const all: Cuts = cuts ?? { phone: new Map(), device: new Map(), session: new Map() };
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let isCut = false;
    for (const pair of pairs) {
      const found = conflict(pair, decided, identifiers);
      if (!found) continue;
      const { kind, id, cut } = found;
      all[kind].set(id, [...(all[kind].get(id) ?? []), cut]);
      isCut = true;
    }
    if (!isCut) break;
    decided = decide(all);
  }
  return decided;
}

interface Held {
  kind: "phone" | "device";
  id: number;
  held: Holdings;
  h: number;
}

/** The first time that one user holds both, and the tie to be cut then. */
function conflict(pair: ApartSpec, decided: Decided, identifiers: Record<"phone" | "device", Identifiers>) {
  const [one, other] = pair.map(([name, text]): Held[] => {
    const kind = name as "phone" | "device";
    const held = kind === "phone" ? decided.phones : decided.devices;
    const id = identifiers[kind].texts.indexOf(text);
    if (id < 0) return [];
    const places = Array.from({ length: held.offsets[id + 1] - held.offsets[id] }, (_, i) => held.offsets[id] + i);
    return places.filter((h) => held.owner[h] >= 0).map((h) => ({ kind, id, held, h }));
  });
  for (const a of one) {
    for (const b of other) {
      const from = Math.max(a.held.from[a.h], b.held.from[b.h]);
      const to = Math.min(a.held.to[a.h], b.held.to[b.h]);
      if (a.held.owner[a.h] !== b.held.owner[b.h] || !(from < to)) continue;
      const weaker = surer(a, b) ? b : a;
      const cut: Cut = { user: a.held.owner[a.h], from, to };
      return { kind: weaker.kind, id: weaker.id, cut };
    }
  }
  return undefined;
}

function surer(a: Held, b: Held): boolean {
  const difference = (name: "confidence" | "observations" | "first") => a.held[name][a.h] - b.held[name][b.h];
  return (difference("confidence") || difference("observations") || -difference("first") || a.id - b.id) > 0;
}
