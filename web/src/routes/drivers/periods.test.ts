import { expect, it } from "vitest";
import { earlier, firstDay, latest, periodOf } from "./periods";

it("names periods and goes back in them", () => {
  expect(periodOf("2025-12-01", "quarter")).toBe("2025-Q4");
  expect(earlier("2025-Q1", 1)).toBe("2024-Q4");
  expect(earlier("2025-01", 13)).toBe("2023-12");
  expect(earlier("2025", 1)).toBe("2024");
  expect(firstDay("2025-Q3")).toBe("2025-07-01");
  expect(firstDay("2025")).toBe("2025-01-01");
  expect(latest("2025-02", 3)).toEqual(["2025-02", "2025-01", "2024-12"]);
});
