import { table } from "arquero";
import { describe, expect, test } from "vitest";
import { joinPeople } from "../../toolkit/link/join-people.ts";
import { link } from "../../toolkit/link/link.ts";
import { resolve } from "../../toolkit/link/resolve.ts";
import { journeys } from "../journeys.ts";
import { otpWorld } from "./otp-world.ts";

const phone = "+351912345678";
const linked = await link(
  journeys({
    ann: `2026-01-05 auth.login user=ann phone=${phone} device=d1, 2026-01-20 call phone=${phone}`,
    bob: `2026-04-01 call phone=${phone}, 2026-04-05 auth.login user=bob phone=${phone} device=d2`,
  }),
);
const day = (text: string) => Date.parse(text);
const people = (rows: object, options?: object) => joinPeople(table(rows), linked, options).array("person");
const [ann, bob] = ["ann", "bob"].map((user) => resolve(linked, { user }).person);

describe("joinPeople", () => {
  test("gives each row whoever had the number at its time", () => {
    const at = ["2026-01-10", "2026-04-02", "2025-12-31", "2026-02-20"].map(day);
    expect(people({ at, phone: at.map(() => phone) })).toEqual([ann, bob, null, null]);
  });

  test("goes by user first, then number, then device", () => {
    const at = [1, 2, 3, 4].map(() => day("2026-04-06"));
    const rows = {
      at,
      user: ["ann", null, null, "eve"],
      phone: [phone, phone, null, null],
      device: ["d2", "d1", "d1", null],
    };
    expect(people(rows)).toEqual([ann, bob, ann, null]);
  });

  test("takes columns of other names, and users without a time", () => {
    const when = [day("2026-01-10")];
    expect(people({ when, msisdn: [phone] }, { phone: "msisdn", at: "when" })).toEqual([ann]);
    expect(people({ user: ["bob"] })).toEqual([bob]);
  });

  test("agrees with resolve for every number, and with the linked table for all its rows", async () => {
    const world = otpWorld({ seed: 1, users: 300 });
    const told = await link(world.table, { cooccur: [{ trigger: "sms", response: "auth" }] });
    const again = joinPeople(told.table.select("at", "phone", "user"), told);
    expect(again.array("person")).toEqual(told.table.array("person"));
    expect(again.numRows()).toBeGreaterThan(1000);
    for (let row = 0; row < again.numRows(); row += 7) {
      const [at, number] = [again.get("at", row) as number, again.get("phone", row) as string | null];
      if (number === null) continue;
      const one = resolve(told, { phone: number, at });
      expect(one.person).toBe(again.get("person", row));
      expect(one.confidence).toBeCloseTo(again.get("link", row) as number, 12);
    }
  });

  test("tells whose earlier rows are after new ones came", async () => {
    const before = journeys({ someone: `2026-01-05 call phone=${phone}` });
    const one = await link(before);
    const two = await link(journeys({ ann: `2026-01-06 auth.login user=ann phone=${phone}` }), {
      previous: one,
      adds: true,
    });
    expect(joinPeople(before, two).array("person")).toEqual([resolve(two, { user: "ann" }).person]);
  });

  test("refuses a table without identifiers, without times, and what is not linked", () => {
    expect(() => people({ at: [1], name: ["x"] })).toThrow(/found by a column of phones, devices or users/);
    expect(() => people({ phone: [phone] })).toThrow(/no column "at"/);
    expect(() => people({ phone: [phone] }, { phon: "x" })).toThrow(/no option "phon"/);
    expect(() => joinPeople(table({ user: ["a"] }), linked.table as never)).toThrow(/must be what link gave/);
  });
});
