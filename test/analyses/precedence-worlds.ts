import { TextColumn, WholeColumn } from "../../toolkit/core/columns.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { random } from "../../toolkit/core/random.ts";
import { toTable } from "../../toolkit/core/table.ts";

const DAY = 864e5;
const HOUR = 36e5;
const BEGIN = Date.UTC(2026, 1, 2);

export interface WorldOptions {
  people?: number;
  days?: number;
  /** Share of triggers that bring a response of their own within the hour. */
  brings?: number;
  /** Visits a day in which trigger and response come in any order, a driver that nobody logs. */
  visits?: number;
  /** Mean events of each kind a day, of an average person. */
  rate?: number;
}

/**
 * People who share the hours of the day, are more or less active in everything, and come and go: calls missed, chats begun
 * and other acts of the app, which nothing else ties unless told. What is brought is counted.
 */
export function precedenceWorld(
  seed: number,
  options: WorldOptions = {},
): { events: Events; triggers: number; brought: number } {
  const { people = 40, days = 30, brings = 0, visits = 0, rate = 0.5 } = options;
  const chance = random(seed);
  const [at, kind, person] = [[] as number[], [] as number[], [] as number[]];
  let [triggers, brought] = [0, 0];
  for (let who = 0; who < people; who++) {
    chance.stream(who);
    const active = Math.exp(chance.normal(0, 0.8));
    const from = chance.chance(0.5) ? 0 : chance.integer(days - 10);
    const to = chance.chance(0.5) ? days : from + 8 + chance.integer(days - from - 7);
    // two busy stretches of the day, and each person's own among them
    const own = 8 + chance.integer(10);
    const moment = () =>
      BEGIN +
      (from + chance.integer(to - from)) * DAY +
      ((own + (chance.chance(0.6) ? 0 : 9) + 3 * chance.uniform()) % 24) * HOUR;
    const add = (time: number, what: number) => {
      at.push(Math.round(time));
      kind.push(what);
      person.push(who);
    };
    const count = (mean: number) => chance.poisson(mean * active * (to - from));
    for (let n = count(rate); n > 0; n--) {
      const time = moment();
      add(time, 0);
      triggers++;
      if (!chance.chance(brings)) continue;
      add(time + 60_000 + chance.uniform() * 40 * 60_000, 1);
      brought++;
    }
    for (let n = count(rate); n > 0; n--) add(moment(), 1);
    for (let n = count(2 * rate); n > 0; n--) add(moment(), 2);
    for (let n = count(visits); n > 0; n--) {
      const time = moment();
      for (const what of [0, 1]) add(time + chance.uniform() * 30 * 60_000, what);
    }
    add(BEGIN + from * DAY, 2);
    add(BEGIN + to * DAY, 2);
  }
  return { events: precedenceEvents(at, kind, person), triggers, brought };
}

const KINDS = ["call", "app", "app"];
const NAMES = ["missed", "chat", "screen"];

/** Calls missed (0), chats (1) and screens (2), at these times, of these people. */
export function precedenceEvents(at: number[], kind: number[], person: number[]): Events {
  const codes = (values: readonly number[]) => {
    const column = new Int32Array(new SharedArrayBuffer(4 * values.length));
    column.set(values);
    return column;
  };
  const times = new Float64Array(new SharedArrayBuffer(8 * at.length));
  times.set(at);
  return toTable({
    at: times,
    kind: new TextColumn(codes(kind), KINDS),
    name: new TextColumn(codes(kind), NAMES),
    person: new WholeColumn(codes(person), -1),
  }) as unknown as Events;
}

/** The usual question of these worlds. */
export const QUESTION = { trigger: "call.missed", response: "app.chat" } as const;
