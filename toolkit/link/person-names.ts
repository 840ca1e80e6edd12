import type { Linked } from "./linked.ts";

/** Under which user's name joined users go on. */
export function personNames({ same }: Pick<Linked, "same">): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  if (!same) return names;
  const column = (name: string) => same.array(name) as (string | null)[];
  const [users, others, persons] = ["user", "other", "person"].map(column);
  for (const [i, person] of persons.entries()) {
    if (person !== null) names.set(users[i]!, person).set(others[i]!, person);
  }
  return names;
}
