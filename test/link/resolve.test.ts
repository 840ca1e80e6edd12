import { describe, expect, test } from "vitest";
import { link } from "../../toolkit/link/link.ts";
import { resolve } from "../../toolkit/link/resolve.ts";
import { journeys } from "../journeys.ts";

const phone = "+351912345678";
const linked = await link(
  journeys({
    ann: `2026-01-05 auth.login user=ann phone=${phone} device=d1, 2026-01-20 call phone=${phone}`,
    bob: `2026-04-01 call phone=${phone}, 2026-04-05 auth.login user=bob phone=${phone} device=d2`,
  }),
);

describe("resolve", () => {
  test("tells whose a number was at a time", () => {
    expect(resolve(linked, { phone, at: "2026-01-10" })).toMatchObject({ user: "ann", observations: 1 });
    expect(resolve(linked, { phone, at: Date.UTC(2026, 3, 2) })).toMatchObject({ user: "bob", to: Infinity });
    expect(resolve(linked, { phone, at: new Date("2027-04-02") }).user).toBe("bob");
  });

  test("agrees with the table for every row", () => {
    for (let row = 0; row < linked.table.numRows(); row++) {
      const at = linked.table.get("at", row) as number;
      expect(resolve(linked, { phone, at }).person).toBe(linked.table.get("person", row));
    }
  });

  test.each(["912345678", "+351 912 345 678", "(912) 345-678"])("refuses %s where numbers are in E.164", (spelt) => {
    expect(() => resolve(linked, { phone: spelt, at: "2026-01-10" })).toThrow(
      /phone must be written as in the linked table/,
    );
  });

  test("is less sure the longer the owner was not seen", () => {
    const [soon, late] = ["2026-04-06", "2028-04-06"].map((at) => resolve(linked, { phone, at }).confidence);
    expect(soon).toBeGreaterThan(0.99);
    expect(late).toBeLessThan(0.85);
  });

  test("gives nobody before the first event, in the rest between owners, and for what was never seen", () => {
    for (const at of ["2025-12-31", "2026-02-20"])
      expect(resolve(linked, { phone, at })).toMatchObject({ person: null, confidence: 0 });
    expect(resolve(linked, { phone: "+351960000000", at: "2026-01-10" }).person).toBeNull();
    expect(resolve(linked, { device: "d9", at: "2026-01-10" }).person).toBeNull();
    expect(resolve(linked, { user: "eve" }).person).toBeNull();
  });

  test("tells whose a device was, and who a user is", () => {
    const ann = resolve(linked, { user: "ann" }).person;
    expect(ann).toBe(linked.table.get("person", 0));
    expect(resolve(linked, { device: "d1", at: "2026-01-06" })).toMatchObject({ user: "ann", person: ann });
  });
});
