import type { Aside, Identifiers } from "./identifiers.ts";

const NONE = -1;
const SEVERAL = -2;

/** For each session the only owner seen in it, -1 for none or several; sessions with several are set aside. */
export function ownerOfSessions(
  sessions: Identifiers,
  owner: Int32Array,
  evidence: Uint8Array,
): { owners: Int32Array; aside: Aside[] } {
  const owners = new Int32Array(sessions.texts.length).fill(NONE);
  const others = new Map<number, Set<number>>();
  for (let row = 0; row < owner.length; row++) {
    const session = sessions.codes[row];
    if (session < 0 || owner[row] < 0 || evidence[row] === 0 || owners[session] === owner[row]) continue;
    if (owners[session] === NONE) {
      owners[session] = owner[row];
      continue;
    }
    const set = others.get(session) ?? new Set([owners[session]]);
    others.set(session, set.add(owner[row]));
    owners[session] = SEVERAL;
  }
  const aside: Aside[] = [];
  for (const [session, set] of others) {
    owners[session] = NONE;
    const identifier = sessions.texts[session];
    aside.push({
      kind: "session",
      identifier,
      reason: "several users in it",
      others: set.size,
      rows: sessions.rows[session],
    });
  }
  return { owners, aside };
}
