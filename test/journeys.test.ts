import { describe, expect, test } from "vitest";
import { journeys } from "./journeys.ts";

describe("journeys", () => {
  test("numbers people as told and reads times as UTC", () => {
    const events = journeys({ ann: "10:00 sms.otp, 10:01:30 auth.login", bob: "9:05 call status=missed" });
    expect(events.objects()).toEqual([
      {
        at: Date.UTC(2026, 2, 1, 10),
        kind: "sms",
        name: "otp",
        status: null,
        person: 0,
        link: 1,
        source: "journeys",
        row: 1,
      },
      {
        at: Date.UTC(2026, 2, 1, 10, 1, 30),
        kind: "auth",
        name: "login",
        status: null,
        person: 0,
        link: 1,
        source: "journeys",
        row: 2,
      },
      {
        at: Date.UTC(2026, 2, 1, 9, 5),
        kind: "call",
        name: null,
        status: "missed",
        person: 1,
        link: 1,
        source: "journeys",
        row: 3,
      },
    ]);
  });

  test("a date holds for the steps after it and starts at midnight", () => {
    const events = journeys({ ann: "2026-04-02 call, 08:00 sms, 2026-05-01 07:00 data" });
    expect(Array.from(events.array("at") as Float64Array)).toEqual([
      Date.UTC(2026, 3, 2),
      Date.UTC(2026, 3, 2, 8),
      Date.UTC(2026, 4, 1, 7),
    ]);
  });

  test("fields become columns; a person's own fields stand on every step", () => {
    const events = journeys(
      { ann: "10:00 call duration=61 score=4, 11:00 sms phone=+351911111111", nobody: "12:00 web.visit plan=a" },
      { ann: "phone=+351912345678" },
    );
    expect(events.array("phone")).toEqual(["+351912345678", "+351911111111", null]);
    expect(Array.from(events.array("duration") as Float64Array)).toEqual([61, Number.NaN, Number.NaN]);
    expect(Array.from(events.array("score") as Float64Array)).toEqual([4, Number.NaN, Number.NaN]);
    expect(events.array("plan")).toEqual([null, null, "a"]);
    expect(events.array("person")).toEqual([0, 0, null]);
  });

  test.each(["10:00", "10:00 fax", "25:00 call", "10:00 call at=3", "10:00 call phone="])(
    "refuses the step %j",
    (step) => {
      expect(() => journeys({ ann: step })).toThrow(/journeys: /);
    },
  );
});
