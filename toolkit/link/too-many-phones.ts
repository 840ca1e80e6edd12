import type { PersonOrder } from "../../workers/kernels/person-order.ts";
import { mostAtOnce } from "./crowd.ts";
import type { Aside, Identifiers } from "./identifiers.ts";
import type { Limit } from "./link-limits.ts";

/** Users seen with more numbers within one period than a person can have: resellers, shops, test accounts. */
export function tooManyPhones(
  sightings: PersonOrder,
  owner: Int32Array,
  users: Identifiers,
  { most, per }: Limit,
): { ignored: Uint8Array; aside: Aside[] } {
  const ignored = new Uint8Array(users.texts.length);
  const aside: Aside[] = [];
  const suspects = sightingsOfMany(sightings, owner, users.texts.length, most);
  for (const [user, sightings] of suspects) {
    const others = mostWithin(sightings, per);
    if (others <= most) continue;
    ignored[user] = 1;
    const reason = `more than ${most} numbers at once`;
    aside.push({ kind: "user", identifier: users.texts[user], reason, others, rows: users.rows[user] });
  }
  return { ignored, aside };
}

interface Sighting {
  at: number;
  phone: number;
}

function sightingsOfMany(order: PersonOrder, owner: Int32Array, users: number, many: number) {
  const phones = new Int32Array(users);
  const stamp = new Int32Array(users).fill(-1);
  const each = (visit: (user: number, phone: number, i: number) => void) => {
    for (let phone = 0; phone + 1 < order.offsets.length; phone++) {
      for (let i = order.offsets[phone]; i < order.offsets[phone + 1]; i++) {
        const user = owner[order.rows[i]];
        if (user < users) visit(user, phone, i);
      }
    }
  };
  each((user, phone) => {
    if (stamp[user] !== phone) phones[user]++;
    stamp[user] = phone;
  });
  const suspects = new Map<number, Sighting[]>();
  for (let user = 0; user < users; user++) if (phones[user] > many) suspects.set(user, []);
  if (suspects.size > 0) each((user, phone, i) => suspects.get(user)?.push({ at: order.at[i], phone }));
  return suspects;
}

function mostWithin(sightings: Sighting[], period: number): number {
  sightings.sort((a, b) => a.at - b.at);
  return mostAtOnce(
    sightings.map(({ phone }) => phone),
    sightings.map(({ at }) => at),
    period,
  );
}
