import { TextColumn, WholeColumn } from "../../toolkit/core/columns.ts";
import type { Events } from "../../toolkit/core/events.ts";
import type { Segments } from "../../toolkit/core/groups.ts";
import { random } from "../../toolkit/core/random.ts";
import { toTable } from "../../toolkit/core/table.ts";
import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";

export interface DatedEvent {
  person: number;
  at: number;
  name: string;
  device?: string;
}

export const PEOPLE = 4;

interface WorldOptions {
  seed: number;
  worlds: number;
  /** The span of a world in hours, and the mesh that times lie on in minutes, so that equal times and borders occur. */
  hours: number;
  mesh: number;
  begin: number;
  names: readonly string[];
  events?: number;
}

/** Small worlds with people of their own, so that one query answers for all. */
export function datedWorlds({ seed, worlds, hours, mesh, begin, names, events = 26 }: WorldOptions): DatedEvent[] {
  return Array.from({ length: worlds }, (_, world) => {
    const chance = random(seed).stream(world);
    const span = Math.max(1, Math.floor((hours * 60) / mesh / chance.pick([1, 2, 6])));
    return Array.from({ length: chance.integer(events) }, () => ({
      person: world * PEOPLE + chance.integer(PEOPLE),
      at: begin + chance.integer(span) * mesh * 6e4,
      name: chance.pick(names),
      device: chance.pick(["d1", "d2"]),
    }));
  }).flat();
}

export function toDatedEvents(rows: readonly DatedEvent[]): Events {
  const at = sharedFloat64(rows.length);
  const person = sharedInt32(rows.length);
  for (const [i, row] of rows.entries()) {
    at[i] = row.at;
    person[i] = row.person;
  }
  return toTable({
    at,
    kind: TextColumn.from(rows.map(() => "app")),
    name: TextColumn.from(rows.map(({ name }) => name)),
    device: TextColumn.from(rows.map(({ device }) => device ?? null)),
    person: new WholeColumn(person, -1),
  }) as unknown as Events;
}

/** Each world as a group, so that one answer tells them apart. */
export function worldsAsGroups(worlds: number): Segments {
  const people = Array.from({ length: worlds * PEOPLE }, (_, p) => p);
  return {
    title: "world",
    table: toTable({ person: people, segment: people.map((p) => `w${Math.floor(p / PEOPLE)}`) }),
  } as unknown as Segments;
}

/** Rows of a query over `events (world, person, at in ms, name, device)`, as arrays. */
export async function inClickhouse(rows: readonly DatedEvent[], sql: string): Promise<unknown[][]> {
  const chdb = await import("chdb");
  const session = new chdb.Session();
  try {
    session.query(
      "CREATE TABLE events (world UInt32, person UInt32, at Int64, name String, device String) ENGINE = Memory",
    );
    const values = rows.map(
      (r) => `(${Math.floor(r.person / PEOPLE)},${r.person},${r.at},'${r.name}','${r.device ?? ""}')`,
    );
    session.query(`INSERT INTO events VALUES ${values.join(",")}`);
    const answer = session.query(sql, "JSONCompactEachRow").trim();
    return answer === "" ? [] : answer.split("\n").map((line) => JSON.parse(line) as unknown[]);
  } finally {
    session.cleanup();
  }
}

export const chdbInstalled = await import("chdb").then(
  () => true,
  () => false,
);
