import type { ColumnTable } from "arquero";
import { describe, expect, test } from "vitest";
import type { Events } from "../../toolkit/core/events.ts";
import { link } from "../../toolkit/link/link.ts";
import type { LinkOptions } from "../../toolkit/link/link-options.ts";
import { journeys } from "../journeys.ts";
import { otpWorld } from "./otp-world.ts";

const rows = (table: ColumnTable) => table.objects() as Record<string, unknown>[];
const users = (table: ColumnTable, id: string) => intervals(table, id).map(({ user }) => user);

const P = "+351912345678";
const Q = "+351961234567";

/** Many steps of one kind, some time apart. */
const again = (count: number, date: string, step: string) =>
  Array.from({ length: count }, (_, i) => {
    const time = new Date(Date.parse(date) + i * 6e4).toISOString();
    return `${time.slice(0, 10)} ${time.slice(11, 19)} ${step}`;
  }).join();

/** Calls of many numbers. */
const calls = (numbers: number, each: number, date: string) =>
  Array.from({ length: numbers }, (_, i) => again(each, date, `call phone=+3519300000${10 + i}`)).join();

const intervals = (table: ColumnTable, id: string) =>
  rows(table).filter((one) => one.phone === id || one.device === id);

async function inTwo(before: string, after: string, options: LinkOptions = {}) {
  const first = await link(journeys({ all: before }), options);
  const next = await link(journeys({ all: after }) as Events, { ...options, previous: first, adds: true });
  const whole = await link(journeys({ all: `${before}, ${after}` }), options);
  expect(rows(next.owners)).toEqual(rows(whole.owners));
  expect(rows(next.devices)).toEqual(rows(whole.devices));
  expect(rows(next.people)).toEqual(rows(whole.people));
  return { first, next };
}

/** Identifiers without any new row, of which only something elsewhere is not what it was. */
describe("an identifier that no new row has is decided anew", () => {
  test("when an earlier row makes the data begin earlier: its record is of before a silence", async () => {
    const { first, next } = await inTwo(
      `2025-09-01 crm user=ann phone=${P}, 2026-01-01 app user=dot, 2026-02-10 call phone=${P}`,
      "2025-10-01 app user=dot",
    );
    expect(users(first.owners, P)).toEqual(["ann"]);
    expect(users(next.owners, P)).toEqual(["ann", null]);
  });

  test("when it was on too many rows to be anybody's, and is not among more rows", async () => {
    const { first, next } = await inTwo(
      `2026-01-01 auth user=ann phone=${P}, ${again(1500, "2026-01-02", `call phone=${P}`)}, ${calls(90, 1, "2026-01-04")}`,
      calls(90, 40, "2026-01-05"),
    );
    expect(intervals(first.owners, P)).toEqual([]);
    expect(users(next.owners, P)).toEqual(["ann"]);
  });

  test("when its user is seen with a number that is never of the same person", async () => {
    const options: LinkOptions = { cannotLink: [[{ phone: P }, { phone: Q }]] };
    const { first, next } = await inTwo(
      `2026-01-01 auth user=ann phone=${P}, 2026-01-02 call phone=${P}`,
      again(3, "2026-01-05", `auth user=ann phone=${Q}`),
      options,
    );
    expect(users(first.owners, P)).toEqual(["ann"]);
    expect(users(next.owners, P)).toEqual(["ann", null]);
  });

  test("when the number that was never to be of the same person is somebody else's", async () => {
    const options: LinkOptions = { cannotLink: [[{ phone: P }, { phone: Q }]] };
    const { first, next } = await inTwo(
      `2026-01-01 auth user=ann phone=${P}, 2026-01-02 call phone=${P}, ${again(3, "2026-01-05", `auth user=ann phone=${Q}`)}`,
      again(12, "2026-01-05T00:00:30Z", `auth user=bob phone=${Q}`),
      options,
    );
    expect(users(first.owners, P)).toEqual(["ann", null]);
    expect(users(next.owners, P)).toEqual(["ann"]);
  });

  test("when timing alone tells its owner, and the owner is seen with another number, of whomever", async () => {
    const { table } = otpWorld({ seed: 3, users: 40, days: 20, perUser: 20, changes: 0 });
    const options: LinkOptions = { cooccur: [{ trigger: "sms", response: "auth" }], workers: 0 };
    const ofBob = journeys({ bob: again(9, "2026-03-10", `payment user=bob phone=${Q}`) });
    const events = (table as unknown as Events).concat(ofBob).reify() as unknown as Events;
    const first = await link(events, options);
    const [{ phone, user }] = rows(first.owners).filter(
      ({ rule, timed, to }) => rule === "timed" && Number(timed) > 15 && to === Infinity,
    );
    const day = journeys({ all: `2026-03-28 payment user=${user} phone=${Q}` });
    const next = await link(day, { ...options, previous: first, adds: true });
    const whole = await link(events.concat(day).reify() as unknown as Events, options);
    expect(rows(next.owners)).toEqual(rows(whole.owners));
    expect(users(next.owners, Q)).toEqual(["bob"]);
    expect(users(first.owners, `${phone}`)).toEqual([user]);
    expect(users(next.owners, `${phone}`)).toEqual([user, null]);
  });
});
