import { expect, it } from "vitest";
import { question } from "./asked";

const asked = (search: string) =>
  Object.fromEntries(Object.entries(question(new URLSearchParams(search))).filter(([, value]) => value !== undefined));

it("asks for customers by month unless said", () => {
  expect(asked("")).toEqual({ start: "first:active", grain: "month", offsets: "12" });
});

it("leaves out what does not go with amounts", () => {
  expect(asked("of=mrr&mode=bracket&clock=rolling&returns=orders")).toEqual({
    start: "first:active",
    of: "mrr",
    grain: "month",
    offsets: "12",
  });
});

it("gives brackets in place of a number of periods", () => {
  expect(asked("mode=bracket&brackets=0,1,x4&begins=signup&cohort=every&by=plan")).toEqual({
    start: "signup",
    mode: "bracket",
    brackets: ["0", "1", "4"],
    grain: "month",
    by: ["plan"],
  });
});
