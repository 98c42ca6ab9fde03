import { expect, it } from "vitest";
import { spark } from "./sparkline";

const whole = (value: number | null) => ({ value, complete: true });

it("spans the box from the least value to the greatest", () => {
  const { line, last } = spark([whole(1), whole(3), whole(2)], 100, 20, 0);
  expect(line).toBe("M0 20L50 0L100 10");
  expect(last).toEqual({ x: 100, y: 10 });
});

it("leaves a gap where there is no value and draws the unfinished apart", () => {
  const { line, unfinished } = spark([whole(1), whole(null), whole(3), { value: 2, complete: false }], 90, 20, 0);
  expect(line).toBe("M0 20M60 0");
  expect(unfinished).toBe("M60 0L90 10");
});

it("lies in the middle where all are alike, and is empty without values", () => {
  expect(spark([whole(5), whole(5)], 10, 10, 0).line).toBe("M0 5L10 5");
  expect(spark([whole(null)], 10, 10)).toEqual({ line: "", unfinished: "", last: null });
});
