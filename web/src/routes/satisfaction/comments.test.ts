import { expect, it } from "vitest";
import { commentsSql } from "./comments";

it("asks for the newest comments of a survey and a sentiment", () => {
  expect(commentsSql("", "")).toContain("where comment is not null order by");
  expect(commentsSql("nps", "negative")).toContain("comment is not null and kind = 'nps' and sentiment = 'negative'");
});
