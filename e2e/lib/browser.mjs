// Real pages in the system's Chromium, and the questions we ask of every page.
//
//   const browser = await openBrowser();
//   const page = await browser.newPage({ javaScript: false });
//   await page.goto(server.url);
//   assert.deepEqual(await axe(page), []);
//   await browser.close();

import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { chromium } from "playwright-core";

/** The two desks every page is looked at on: the oldest office screen and a phone. */
export const VIEWPORTS = [
  { width: 1366, height: 768 },
  { width: 390, height: 844 },
];

/** No page sends more than this, with everything it loads (docs/adr/0004). */
export const PAGE_BYTES_LIMIT = 150 * 1024;

const out = fileURLToPath(new URL("../out/", import.meta.url));
const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

function chromiumPath() {
  const places = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"];
  const found = places.find((place) => place && existsSync(place));
  if (!found) throw new Error("Chromium is not installed: run tools/install test, or set CHROMIUM");
  return found;
}

/** Starts Chromium; each `newPage` is a person of their own, with an empty profile. */
export async function openBrowser() {
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    // A test may run as root and without a network: no sandbox, and nothing asked outside.
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  return {
    /** Opens a page; `javaScript: false` is the oldest desk, `viewport` one of VIEWPORTS. */
    async newPage({ javaScript = true, viewport = VIEWPORTS[0], ...more } = {}) {
      const context = await browser.newContext({
        javaScriptEnabled: javaScript,
        viewport,
        locale: "ja-JP",
        timezoneId: "Asia/Tokyo",
        acceptDownloads: true,
        // A smooth scroll never ends where script is off: clicks would wait for it for ever.
        reducedMotion: "reduce",
        ...more,
      });
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      watch(page);
      return page;
    },
    close: () => browser.close(),
  };
}

/** What each page has asked for since its last main document. */
const traffic = new WeakMap();

function watch(page) {
  traffic.set(page, { requests: [], errors: [] });
  page.on("request", (request) => {
    const main = request.isNavigationRequest() && request.frame() === page.mainFrame();
    const seen = traffic.get(page);
    if (main && !request.redirectedFrom()) seen.requests = [];
    seen.requests.push(request);
  });
  page.on("pageerror", (error) => traffic.get(page).errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") traffic.get(page).errors.push(message.text());
  });
}

/**
 * Bytes the current page took over the wire: document, styles, script, images, as compressed.
 *
 * A file that the browser had cached counts 0; open a new page for the price of a first visit.
 */
export async function pageBytes(page) {
  let bytes = 0;
  for (const request of traffic.get(page).requests) {
    if (!/^https?:/.test(request.url()) || !(await request.response())) continue;
    bytes += (await request.sizes()).responseBodySize;
  }
  return bytes;
}

/** Addresses outside `origin` that the page asked for. Always empty: hospitals' networks are closed. */
export function outsideRequests(page, origin) {
  const host = new URL(origin).host;
  return traffic
    .get(page)
    .requests.map((request) => request.url())
    .filter((url) => /^(https?|wss?):/.test(url) && new URL(url).host !== host);
}

/** Script errors and blocked content (CSP) that the browser reported so far. */
export function pageErrors(page) {
  return [...traffic.get(page).errors];
}

/**
 * Accessibility violations of the page as it is now, as short readable lines.
 *
 * The rules are WCAG 2.2 A and AA, and axe's best practices. Works on a page with JavaScript
 * off too: its document is then copied to a page where axe can run.
 */
export async function axe(page, { exclude = [] } = {}) {
  const scripted = await page.evaluate(() => matchMedia("(scripting: enabled)").matches);
  const probe = scripted ? page : await copyWithScript(page);
  try {
    await loosen(probe);
    await probe.evaluate(axeSource);
    const { violations } = await probe.evaluate(
      (exclude) =>
        window.axe.run(exclude.length ? { exclude } : document, {
          resultTypes: ["violations"],
          runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        }),
      exclude,
    );
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help} -- ${node.target.join(" ")}`),
    );
  } finally {
    if (probe !== page) await probe.context().close();
    else await fasten(page);
  }
}

// A bar that sticks to the window covers other things at each place of scrolling: axe would take
// what is under it for too small to press, and a picture of the whole page has it in the middle.
// tests/keyboard.test.mjs looks after the bar itself. Our pages have no style attributes.
const loosen = (page) =>
  page.evaluate(() => {
    for (const bar of document.querySelectorAll("body *")) {
      if (getComputedStyle(bar).position === "sticky") bar.style.position = "static";
    }
  });
const fasten = (page) => page.evaluate(() => document.querySelectorAll("[style]").forEach((bar) => bar.removeAttribute("style")));

// The same document and styles where script may run; its own scripts are taken out, so that
// what axe sees is what the person without JavaScript sees.
async function copyWithScript(page) {
  const html = await page.evaluate(() => {
    const copy = document.documentElement.cloneNode(true);
    for (const script of copy.querySelectorAll("script")) script.remove();
    for (const shown of copy.querySelectorAll("noscript")) {
      const box = document.createElement("div");
      box.innerHTML = shown.innerHTML;
      shown.replaceWith(...box.childNodes);
    }
    return `<!doctype html>${copy.outerHTML}`;
  });
  const context = await page.context().browser().newContext({
    viewport: page.viewportSize(),
    locale: "ja-JP",
    storageState: await page.context().storageState(),
  });
  const probe = await context.newPage();
  const address = page.url();
  if (/^https?:/.test(address)) {
    await probe.route(address, (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: html }));
    await probe.goto(address);
  } else {
    await probe.setContent(html);
  }
  return probe;
}

/**
 * How far the page is wider than its window, in CSS pixels; 0 is right.
 *
 * A wide table inside its own scrolling box does not count.
 */
export function overflow(page) {
  return page.evaluate(() =>
    Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth),
  );
}

// The menu as the script leaves it when a page is opened in a window of this width.
const fold = () => {
  if (!matchMedia("(scripting: enabled)").matches) return;
  for (const menu of document.querySelectorAll("details.menu")) menu.open = innerWidth > 768;
};

/**
 * Pictures of the whole page at each of VIEWPORTS, in e2e/out/NAME-WIDTHxHEIGHT.png.
 *
 * Returns the paths. The window is put back as it was.
 */
export async function screenshot(page, name) {
  await mkdir(out, { recursive: true });
  const before = page.viewportSize();
  const paths = [];
  await loosen(page);
  for (const viewport of VIEWPORTS) {
    await page.setViewportSize(viewport);
    await page.evaluate(fold);
    const path = join(out, `${name}-${viewport.width}x${viewport.height}.png`);
    await page.screenshot({ path, fullPage: true });
    paths.push(path);
  }
  await page.setViewportSize(before);
  await page.evaluate(fold);
  await fasten(page);
  return paths;
}
