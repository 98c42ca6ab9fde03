import { expect, it } from "vitest";
import { among, isDisabled, secretOf, standingOf, type Key, type Line } from "./access";

const key: Key = { number: 1, name: "a", prefix: "tnr_ab", made_at: "2026-01-01T00:00:00Z", revoked_at: null };
const now = Date.parse("2026-06-01T00:00:00Z");

it("tells how a key stands", () => {
  expect(standingOf(key, now)).toBe("active");
  expect(standingOf({ ...key, expires_at: "2026-05-31T00:00:00Z" }, now)).toBe("expired");
  expect(standingOf({ ...key, revoked_at: "2026-05-31T00:00:00Z" }, now)).toBe("revoked");
});

it("finds the secret of an answer and no prefix", () => {
  expect(secretOf({ number: 2, prefix: "tnr_egoa", token: "tnr_egoawuxv2rqy5bsj27ixiz" })).toBe(
    "tnr_egoawuxv2rqy5bsj27ixiz",
  );
  expect(secretOf({ prefix: "tnr_egoa" })).toBeNull();
  expect(secretOf(null)).toBeNull();
});

it("filters lines by all words", () => {
  const line: Line = {
    number: 1,
    at: "",
    who: "user:ann",
    action: "token.add",
    about: "3",
    address: "127.0.0.1",
    outcome: "done",
  };
  expect(among([line], "ANN token")).toHaveLength(1);
  expect(among([line], "ben")).toHaveLength(0);
});

it("knows who is disabled", () => {
  const user = { name: "ann", role: "viewer", rule: null, language: null } as const;
  expect(isDisabled(user)).toBe(false);
  expect(isDisabled({ ...user, disabled: true })).toBe(true);
  expect(isDisabled({ ...user, disabled_at: "2026-01-01T00:00:00Z" })).toBe(true);
});
