import { describe, expect, test } from "vitest";
import { TextColumn } from "../../toolkit/core/columns.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { toTable } from "../../toolkit/core/table.ts";
import { explainLink } from "../../toolkit/link/explain-link.ts";
import { link } from "../../toolkit/link/link.ts";
import { journeys } from "../journeys.ts";

const P = "phone=+351912345678";
const Q = "phone=+351961234567";

interface Held {
  phone: string;
  user: string | null;
  rule: string;
}

/** Who holds the number, one after the other; `null` for nobody known. */
async function holders(told: string | Events, number = P): Promise<(string | null)[]> {
  const { owners } = await link(typeof told === "string" ? journeys({ all: told }) : told);
  const rows = owners.objects() as Held[];
  return rows.filter(({ phone }) => `phone=${phone}` === number).map(({ user }) => user);
}

/** Calls of one number, one on each of these days. */
const calls = (phone: string, rest: string, ...days: string[]) =>
  days.map((day) => `${day} call ${phone} ${rest}`).join();
const JANUARY = ["2026-01-02", "2026-01-12", "2026-01-20"];
const APRIL = ["2026-04-01", "2026-04-09", "2026-04-20"];
/** Another number, so that the data begin and end when these do. */
const OTHERS = `2026-01-01 call phone=+351930000000, 2026-04-30 call phone=+351930000000`;

describe("a record holds from its time on", () => {
  test("two records of one number contradict each other, however far apart their dates", async () => {
    const told = `2018-05-01 crm user=ann ${P}, 2022-05-01 crm user=bob ${P}, ${calls(P, "", ...JANUARY)}`;
    expect(await holders(told)).toEqual([null]);
  });

  test("one of a customer who came in the rest of a number speaks of what follows the rest", async () => {
    const told = `2018-05-01 crm user=ann ${P}, 2026-03-31 crm user=bob ${P}, ${calls(P, "", ...JANUARY, ...APRIL)}`;
    expect(await holders(told)).toEqual(["ann", "bob"]);
  });

  test("one that was old when the data begin tells nothing of a number first used a rest later", async () => {
    expect(await holders(`2018-05-01 crm user=ann ${P}, ${calls(P, "", ...APRIL)}, ${OTHERS}`)).toEqual(["ann", null]);
    expect(await holders(`2018-05-01 crm user=ann ${P}, ${calls(P, "", ...JANUARY)}, ${OTHERS}`)).toEqual(["ann"]);
  });

  test("one that logins soon contradict is an error, not a change of hands", async () => {
    const login = (day: string) => `2026-01-${day} auth.login user=bob ${P}`;
    const told = `2018-05-01 crm user=ann ${P}, ${calls(P, "", ...JANUARY)}, ${login("14")}, ${login("16")}`;
    expect(await holders(told)).toEqual(["bob"]);
  });

  test("one whose user is seen with the number after its rest only speaks of that time", async () => {
    const told = `2018-05-01 crm user=ann ${P}, 2016-05-01 crm user=bob ${P}, ${calls(P, "", ...JANUARY, ...APRIL)}`;
    expect(await holders(told)).toEqual([null, null]);
    expect(await holders(`${told}, 2026-04-10 payment user=bob ${P}`)).toEqual(["ann", "bob"]);
  });
});

describe("a record that expired held its number, and does no longer", () => {
  const both = `2018-05-01 crm user=ann ${P} status=expired, 2016-05-01 crm user=bob ${P} status=ok`;

  test("before the rest it is that customer's, after it the other's", async () => {
    expect(await holders(`${both}, ${calls(P, "status=answered", ...JANUARY, ...APRIL)}`)).toEqual(["ann", "bob"]);
  });

  test("and both explain the rows of their time", async () => {
    const told = journeys({ all: `${both}, ${calls(P, "status=answered", ...JANUARY, ...APRIL)}` });
    const linked = await link(told);
    const why = (row: number) => explainLink(linked, row).table.objects() as { user: string; supports: string }[];
    expect(why(2)).toMatchObject([
      { user: "bo•••", supports: "against" },
      { user: "an•••", supports: "for" },
    ]);
    expect(why(5)).toMatchObject([{ user: "bo•••", supports: "for" }]);
    expect(linked.table.get("person", 5)).toBe(linked.table.get("person", 1));
  });

  test("a number in use to the end is the other's, one fallen silent is that customer's, in between nobody knows", async () => {
    const until = (end: string) => `${OTHERS}, ${end} call phone=+351930000000`;
    const used = calls(P, "status=answered", ...JANUARY);
    expect(await holders(`${both}, ${used}, 2026-01-30 call ${Q}`)).toEqual(["bob"]);
    expect(await holders(`${both}, ${used}, ${until("2026-04-30")}`)).toEqual(["ann"]);
    expect(await holders(`${both}, ${used}, 2026-02-15 call ${Q}`)).toEqual([null]);
  });
});

describe("a record without a user is of a customer whose account is not known", () => {
  const named = `2018-05-01 crm user=ann ${P}`;
  const used = calls(P, "", ...JANUARY);

  test("in the table that names another customer for the number, both are in doubt", async () => {
    expect(await holders(`${named}, 2016-05-01 crm ${P}, ${used}`)).toEqual([null]);
    expect(await holders(`${named}, 2016-05-01 crm ${Q}, ${used}`)).toEqual(["ann"]);
  });

  test("after the rest of the number it is somebody else's", async () => {
    const told = `${named}, 2026-03-31 crm ${P}, ${calls(P, "", ...JANUARY, ...APRIL)}`;
    expect(await holders(told)).toEqual(["ann", null]);
  });

  test("rows of another table, such as one of all numbers, contradict nobody", async () => {
    const told = journeys({ all: `${named}, 2016-05-01 crm ${P}, ${used}` });
    const source = TextColumn.from(["crm.csv", "numbers.csv", "cdr.csv", "cdr.csv", "cdr.csv"]);
    const columns = told.data() as Parameters<typeof toTable>[0];
    expect(await holders(toTable({ ...columns, source }) as unknown as Events)).toEqual(["ann"]);
  });
});

describe("a new number in the same phone", () => {
  const old = `2018-05-01 crm user=ann ${P}, ${calls(P, "device=d1", "2026-01-02", "2026-01-12")}`;

  test("is its owner's, and the old one is when only the new is known", async () => {
    const next = calls(Q, "device=d1", "2026-01-20", "2026-02-02");
    expect(await holders(`${old}, ${next}`, Q)).toEqual(["ann"]);
    const known = `2018-05-01 crm user=ann ${Q}, ${next}, ${calls(P, "device=d1", "2026-01-02")}`;
    expect(await holders(known, P)).toEqual(["ann"]);
  });

  test("is somebody else's when the old number goes on in another phone", async () => {
    const told = `${old}, ${calls(Q, "device=d1", "2026-01-20", "2026-02-02")}, ${calls(P, "device=d2", "2026-01-25")}`;
    expect(await holders(told, Q)).toEqual([null]);
  });

  test("tells nothing a rest later, nor in a device of many numbers", async () => {
    expect(await holders(`${old}, ${calls(Q, "device=d1", ...APRIL)}`, Q)).toEqual([null]);
    const many = [1, 2, 3, 4].map((i) => calls(`phone=+35193000000${i}`, "device=d1", `2026-02-0${i}`)).join();
    expect(await holders(`${old}, ${many}`, "phone=+351930000001")).toEqual([null]);
  });
});

describe("codes that somebody else uses", () => {
  const code = (day: number, at: string) => `2026-01-${day} ${at} sms.otp ${P} status=delivered`;
  const login = (day: number, at: string, user: string) => `2026-01-${day} ${at} auth.login user=${user} status=ok`;
  const record = `2018-05-01 crm user=ann ${P} status=ok`;
  const twice = [code(10, "09:00"), code(20, "15:00")].join();

  test("again and again leave a record's number without a known owner", async () => {
    const told = `${record}, ${twice}, ${login(10, "09:01", "bob")}, ${login(20, "15:01", "bob")}`;
    expect(await holders(told)).toEqual([null]);
  });

  test("prove nothing when the record's user uses one, when nobody does, or when each is another's", async () => {
    expect(await holders(`${record}, ${twice}, ${login(10, "09:01", "ann")}, ${login(20, "15:01", "bob")}`)).toEqual([
      "ann",
    ]);
    expect(await holders(`${record}, ${twice}, ${login(12, "15:01", "ann")}`)).toEqual(["ann"]);
    expect(await holders(`${record}, ${twice}, ${login(10, "09:01", "bob")}, ${login(20, "15:01", "cid")}`)).toEqual([
      "ann",
    ]);
  });

  test("prove nothing where that user logs in all day long anyway", async () => {
    const always = Array.from({ length: 31 * 96 }, (_, i) => {
      const at = new Date(Date.UTC(2026, 0, 1) + i * 9e5 + 6e4).toISOString();
      return `${at.slice(0, 10)} ${at.slice(11, 16)} auth.login user=bob status=ok`;
    }).join();
    expect(await holders(`${record}, ${twice}, ${always}`)).toEqual(["ann"]);
  });

  test("prove nothing where a thousand codes and logins meet by chance: it does not become less by their number", async () => {
    const minutes = (every: number, step: (at: string) => string) =>
      Array.from({ length: 1440 / every }, (_, i) =>
        step(new Date(i * every * 6e4).toISOString().slice(11, 19)),
      ).join();
    const codes = minutes(5, (at) => code(10, at));
    const logins = minutes(1.5, (at) => login(10, at, "bob"));
    expect(await holders(`${record}, ${codes}, ${logins}`)).toEqual(["ann"]);
  });
});
