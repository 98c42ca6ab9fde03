import { expect, it } from "vitest";
import { firstEvent, question } from "./asked";

it("begins with a sign-up, or with what is commonest", () => {
  expect(firstEvent(["page", "signup"])).toBe("signup");
  expect(firstEvent(["page", "screen"])).toBe("page");
  expect(firstEvent([])).toBe("orders");
});

it("asks for an end where paths are followed back", () => {
  expect(question(new URLSearchParams("direction=before&event=churn&collapse=true&depth=99"), "signup")).toMatchObject({
    end: "churn",
    depth: "3",
    collapse: true,
  });
});
