// Signing in: by name and password, by token, by a link that carries one. Played by a stand-in for the service, as a
// workspace for trying has nobody who may.
import type { Page, Route } from "playwright-core";
import { expect, it } from "vitest";
import { accessible, browser, shot } from "./browser";

const open = browser();
const ann = { name: "user:ann", kind: "session", role: "analyst", rule: null, language: null, csrf: "c5rf" };
const token = "tnr_abc234";

/** Answers for the service: `/api/session` as docs/access.md says, everything else empty. */
async function stand(page: Page): Promise<string[]> {
  const asked: string[] = [];
  let signedIn = false;
  const problem = (route: Route, title: string) =>
    route.fulfill({
      status: 401,
      contentType: "application/problem+json",
      body: JSON.stringify({ type: "about:blank", title, code: "serve::nobody", help: "try again", status: 401 }),
    });
  await page.route("**/api/**", async (route) => {
    const request = route.request();
    const headers = request.headers();
    const known = signedIn || headers.authorization === `Bearer ${token}`;
    asked.push(`${request.method()} ${new URL(request.url()).pathname} ${headers["x-csrf-token"] ?? ""}`.trim());
    if (request.url().endsWith("/api/session")) {
      if (request.method() === "DELETE") {
        signedIn = false;
        return route.fulfill({ status: 204 });
      }
      if (request.method() === "POST") {
        const given = request.postDataJSON() as { name: string; password: string };
        if (given.password !== "right") return problem(route, "name or password is wrong");
        signedIn = true;
        return route.fulfill({ status: 201, json: ann });
      }
      return known ? route.fulfill({ json: ann }) : problem(route, "this takes somebody who may");
    }
    if (!known) return problem(route, "this takes somebody who may");
    if (request.url().endsWith("/api/live")) return route.fulfill({ contentType: "text/event-stream", body: "" });
    return route.fulfill({ json: { metrics: [] } });
  });
  return asked;
}

it("signs in by name and password, says when they are wrong, and signs out", async () => {
  const { page, context } = await open("/icon.svg", undefined, false);
  const asked = await stand(page);
  await page.goto(new URL("/metrics", page.url()).href);
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await accessible(page);
  await shot(page, "signin");
  await page.getByLabel("Name").fill("ann");
  await page.getByLabel("Password").fill("wrong");
  await page.keyboard.press("Enter");
  expect(await page.getByRole("alert").innerText()).toContain("name or password is wrong");
  await page.getByLabel("Password").fill("right");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Metrics", level: 1 }).waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(asked).toContain("DELETE /api/session c5rf");
  await context.close();
});

it("signs in by token and keeps it for the tab alone", async () => {
  const { page, context } = await open("/icon.svg", { language: "zh-CN", theme: "dark", width: 390 }, false);
  await stand(page);
  await page.goto(new URL("/metrics", page.url()).href);
  await page.getByRole("tab", { name: "使用令牌" }).click();
  await page.getByLabel("令牌", { exact: true }).fill(token);
  await shot(page, "signin-phone");
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByRole("heading", { name: "指标目录", level: 1 }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "指标目录", level: 1 }).waitFor();
  expect(await page.evaluate(() => [JSON.stringify(localStorage).includes("tnr_"), sessionStorage.length])).toEqual([
    false,
    1,
  ]);
  await context.close();
});

it("signs in by a link, whose token leaves the address at once", async () => {
  const { page, context } = await open("/icon.svg", undefined, false);
  await stand(page);
  await page.goto(new URL(`/metrics?area=sales#token=${token}`, page.url()).href);
  await page.getByRole("heading", { name: "Metrics", level: 1 }).waitFor();
  expect(page.url()).toMatch(/\/metrics\?area=sales$/);
  await context.close();
});
