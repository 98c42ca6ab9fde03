import { expect, it } from "vitest";
import { minus } from "./decimal";

it("subtracts digit by digit", () => {
  expect(minus("54660.5646", "52148.9312")).toBe("2511.6334");
  expect(minus("0.1", "0.3000")).toBe("-0.2000");
  expect(minus("-5", "-7.25")).toBe("2.25");
  expect(minus("9007199254740993", "1")).toBe("9007199254740992");
});
