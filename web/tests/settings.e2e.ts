// The settings: what the workspace is, adding and disabling a user, making and revoking a token, and the log of it.
import { describe, expect, it } from "vitest";
import { accessible, browser, looks, settled, shot, told } from "./browser";

const open = browser();

describe.each(looks)("in $language, $theme, $width wide", (look) => {
  it("is whole and accessible", async () => {
    const { page, wrong, context } = await open("/settings", look);
    for (const tab of ["", "?tab=users", "?tab=tokens", "?tab=audit", "?tab=look"]) {
      await page.goto(new URL(`/settings${tab}`, page.url()).href);
      await settled(page);
      await shot(page, `settings${tab.replace("?tab=", "-")}`, look);
      await accessible(page);
    }
    expect(wrong).toEqual([]);
    await context.close();
  });
});

// A workspace that asks nobody has neither users nor tokens.
describe.skipIf(!process.env.TENURE_TOKEN)("with access control", () => {
  const name = `test-${Date.now()}`;

  it("adds a user, disables them, and takes that back", async () => {
    const { page, wrong, context } = await open("/settings?tab=users");
    await page.getByRole("button", { name: "Add a user" }).click();
    await page.getByLabel("Name").fill(name);
    await page.getByLabel("Role").selectOption("analyst");
    await page.getByLabel("Password").fill("a long enough password");
    await accessible(page);
    await page.getByRole("button", { name: "Save" }).click();
    const row = page.locator("main tbody tr", { hasText: name });
    await row.waitFor();
    expect(await row.innerText()).toContain("Analyst");
    await page.getByRole("button", { name: `Disable ${name}` }).click();
    await row.getByText("disabled").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await row.getByText("active").waitFor();
    await page.getByRole("button", { name: `Disable ${name}` }).click();
    await row.getByText("disabled").waitFor();
    expect(wrong).toEqual([]);
    await context.close();
  });

  it("makes a token, shows it once, revokes it, and logs all of it", async () => {
    const { page, wrong, context } = await open("/settings?tab=tokens");
    await page.getByRole("button", { name: "Make a token" }).click();
    await page.getByLabel("Name").fill(name);
    await page.getByLabel("Days it holds").fill("1");
    await page.getByRole("button", { name: "Add" }).click();
    const secret = await page.locator("[data-secret]").innerText();
    expect(secret).toMatch(/^tnr_\w{20,}$/);
    await accessible(page);
    await page.getByRole("button", { name: "I have kept it" }).click();
    const row = page.locator("main tbody tr", { hasText: name });
    await row.waitFor();
    expect(await row.innerText()).not.toContain(secret);
    await page.getByRole("button", { name: `Revoke ${name}` }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await row.getByText("revoked").waitFor();

    await page.getByRole("tab", { name: "Audit log" }).click();
    await page.waitForSelector("main tbody tr");
    const { entries } = await told<{
      entries: { action: string }[];
    }>("/api/audit?limit=100");
    expect(await page.locator("main tbody tr td:nth-child(3)").allInnerTexts()).toEqual(
      entries.map((entry) => entry.action),
    );
    await page.getByLabel("Filter").fill("token.revoke");
    await page.waitForURL(/filter=token.revoke/);
    expect(new Set(await page.locator("main tbody tr td:nth-child(3)").allInnerTexts())).toEqual(
      new Set(["token.revoke"]),
    );
    expect(wrong).toEqual([]);
    await context.close();
  });
});
