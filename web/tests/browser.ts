// What every test in a browser needs: the built dashboard served as the binary serves it, a page that keeps what went
// wrong on it, and looking at it with axe.
import { mkdirSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { serve } from "./serve";

const service = process.env.TENURE_URL ?? "http://127.0.0.1:7171";
/** What the service is asked with; without it nobody is signed in. */
const token = process.env.TENURE_TOKEN;
const shots = process.env.TENURE_SHOTS;

/** Who answers, and the token that it is asked with. */
export interface Service {
  url: string;
  token?: string | undefined;
}

export interface Look {
  language: "en" | "zh-CN";
  theme: "light" | "dark";
  width: 1440 | 390;
}

/** Every combination that a page has to look right in. */
export const looks: readonly Look[] = (["en", "zh-CN"] as const).flatMap((language) =>
  (["light", "dark"] as const).flatMap((theme) => ([1440, 390] as const).map((width) => ({ language, theme, width }))),
);

export interface Opened {
  page: Page;
  context: BrowserContext;
  /** What went wrong so far: errors of the console and of the page, and requests that failed. */
  wrong: string[];
}

/** The browser of a test file; `open` gives a page in a fresh context. A test may bring a service of its own. */
export function browser(from: () => Service | Promise<Service> = () => ({ url: service, token })) {
  let chrome: Browser;
  let asked: Service = { url: service };
  let url = "";
  let stop: () => void = () => undefined;

  beforeAll(async () => {
    asked = await from();
    const served = await serve(asked.url);
    url = served.url;
    stop = () => {
      served.server.closeAllConnections();
      served.server.close();
    };
    chrome = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"],
    });
  });
  afterAll(async () => {
    await chrome.close();
    stop();
  });

  return async function open(
    path: string,
    look: Look = { language: "en", theme: "light", width: 1440 },
    signedIn = true,
  ): Promise<Opened> {
    const phone = look.width === 390;
    const context = await chrome.newContext({
      viewport: { width: look.width, height: phone ? 844 : 900 },
      colorScheme: look.theme,
      locale: look.language,
      timezoneId: "Europe/Berlin",
      reducedMotion: "reduce",
      hasTouch: phone,
      permissions: ["clipboard-read", "clipboard-write"],
    });
    const kept = signedIn ? asked.token : undefined;
    if (kept) await context.addInitScript((token) => sessionStorage.setItem("tenure.token", token), kept);
    const page = await context.newPage();
    const wrong: string[] = [];
    page.on("console", (message) => {
      // A service without access control has no sessions, and says so.
      const noSession = message.location().url.endsWith("/api/session");
      if (["error", "warning"].includes(message.type()) && !noSession) wrong.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => wrong.push(`page: ${error.message}`));
    page.on("requestfailed", (request) => {
      // What a page no longer wants to know it gives up itself.
      const why = request.failure()?.errorText ?? "";
      if (why !== "net::ERR_ABORTED") wrong.push(`request: ${request.url()} ${why}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400 && !response.url().endsWith("/api/session")) {
        wrong.push(`response: ${response.status()} ${response.url()}`);
      }
    });
    await page.goto(url + path);
    return { page, context, wrong };
  };
}

/** Asks the service past the dashboard, to hold what is shown against it. */
export async function told<T>(path: string): Promise<T> {
  const headers: Record<string, string> = { accept: "application/json", "accept-language": "en" };
  if (token) headers.authorization = `Bearer ${token}`;
  const response = await fetch(new URL(path, service), { headers });
  expect(response.ok).toBe(true);
  return (await response.json()) as T;
}

/** Waits until everything asked for is on screen: nothing is busy and the charts are drawn. */
export async function settled(page: Page): Promise<void> {
  await page.waitForSelector("main h1");
  await page.waitForFunction(() => !document.querySelector("[aria-busy=true]"), undefined, { timeout: 60_000 });
  // A chart is drawn a frame after its data is here.
  await page.waitForTimeout(400);
}

/** Fails where axe finds something. */
export async function accessible(page: Page): Promise<void> {
  const found = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  const told = found.violations.map(
    (one) => `${one.id}: ${one.help}: ${one.nodes.map((node) => node.html).join(" | ")}`,
  );
  expect(told).toEqual([]);
}

/** Keeps a picture of the page where TENURE_SHOTS names a folder. */
export async function shot(page: Page, name: string, look?: Look): Promise<void> {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  const suffix = look ? `-${look.language}-${look.theme}-${look.width}` : "";
  await page.screenshot({ path: `${shots}/${name}${suffix}.png`, fullPage: true });
}
