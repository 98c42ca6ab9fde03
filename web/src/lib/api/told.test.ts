import { expect, it } from "vitest";
import { notesOf } from "./told";

it("reads the notes of a header", () => {
  expect(notesOf(null)).toEqual([]);
  expect(notesOf('["6 are left out"]')).toEqual(["6 are left out"]);
  expect(notesOf('["\\u6ee1\\u610f"]')).toEqual(["满意"]);
  expect(notesOf("no list")).toEqual([]);
});
