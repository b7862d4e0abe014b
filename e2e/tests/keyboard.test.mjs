// Without a mouse: the skip link, the order of Tab, a focus that is seen, the keys Y and N.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openBrowser, screenshot } from "../lib/browser.mjs";
import { demoPeople, pathOf, signIn } from "../lib/people.mjs";
import { startServer } from "../lib/server.mjs";

let browser, server, demo, page;
before(async () => {
  demo = await demoPeople();
  server = await startServer({ data: demo.data });
  browser = await openBrowser();
  page = await browser.newPage();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** What has the focus, and whether it can be seen: in the window, with an outline. */
const focused = () =>
  page.evaluate(() => {
    const at = document.activeElement;
    const { top, bottom, left, width, height } = at.getBoundingClientRect();
    const style = getComputedStyle(at);
    return {
      text: (at.innerText || at.labels?.[0]?.innerText || at.name || at.tagName).trim().replaceAll(/\s+/g, " "),
      nothing: at === document.body,
      main: document.querySelector("main").contains(at),
      primary: at.matches(".button.primary"),
      inSight: bottom > 0 && top < innerHeight && left > -1 && width > 0 && height > 0,
      outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
      // What is painted there: the thing itself, or something that covers it.
      covered: (() => {
        const hit = document.elementFromPoint(left + width / 2, Math.min(Math.max(top + height / 2, 1), innerHeight - 1));
        return !!hit && hit !== at && !at.contains(hit) && !hit.contains(at) && !(at.labels && [...at.labels].some((label) => label.contains(hit)));
      })(),
    };
  });

/** Presses Tab until something matches; gives everything on the way. */
async function tabTo(wanted, most = 80) {
  const way = [];
  for (let n = 0; n < most; n += 1) {
    await page.keyboard.press("Tab");
    const at = await focused();
    way.push(at);
    if (wanted(at)) return way;
  }
  assert.fail(`not reached in ${most} steps: ${way.map(({ text }) => text).join(" → ")}`);
}

describe("the keyboard", () => {
  test("signing in needs no mouse", async () => {
    const { login, password } = demo.login("demo-pharmacy");
    await page.goto(`${server.url}sign-in`);
    await tabTo(({ text }) => text.startsWith("ログイン名"));
    await page.keyboard.type(login);
    await page.keyboard.press("Tab");
    await page.keyboard.type(password);
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname === "/facilities");
    await tabTo(({ text }) => text.includes("本店"));
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname === "/");
  });

  test("the skip link is first, is seen, and jumps over the menu", async () => {
    for (const path of ["", "checklist", "ledgers/devices", "inspection"]) {
      await page.goto(server.url + path);
      await page.keyboard.press("Tab");
      const first = await focused();
      assert.equal(first.text, "本文へ移動", `/${path}`);
      assert.ok(first.inSight && first.outlined, "the skip link is seen");
      await page.keyboard.press("Enter");
      const [next] = await tabTo(() => true);
      assert.ok(next.main, `/${path}: after the skip link the focus is on ${next.text}`);
    }
  });

  test("from the skip link the main action is a few steps away, and every stop is seen", async () => {
    for (const [path, most] of [
      ["", 5],
      ["checklist", 3],
      ["checklist/vendor", 3],
      ["ledgers/devices", 3],
      ["chart", 3],
      ["inspection", 3],
      ["wizard/print", 14],
      ["settings/users", 3],
      ["settings/audit", 3],
    ]) {
      await page.goto(server.url + path);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      const way = await tabTo(({ primary }) => primary, most);
      for (const at of way) assert.ok(at.inSight && at.outlined && !at.covered, `/${path}: ${JSON.stringify(at)}`);
    }
  });

  test("every stop on whole pages is seen, none is covered, and Tab leaves again", async () => {
    for (const path of ["checklist/r7-pharmacy/2-9", "ledgers/devices/new", "ledgers/devices/import", "wizard/devices", "settings/users/new", "settings/account"]) {
      await page.goto(server.url + path);
      const stops = await page.evaluate(() => document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']").length);
      const way = [];
      for (let n = 0; n < stops + 5; n += 1) {
        await page.keyboard.press("Tab");
        const at = await focused();
        if (at.text === "本文へ移動" && n > 0) break;
        way.push(at);
      }
      const bad = way.filter((at) => !at.nothing && !(at.inSight && at.outlined && !at.covered));
      assert.deepEqual(bad, [], `/${path}`);
      assert.ok(way.length > 20, `/${path}: only ${way.length} stops`);
    }
  });

  test("Y and N choose the answer, and are letters where one types", async () => {
    await page.goto(`${server.url}checklist/r7-pharmacy/2-9`);
    const chosen = () => page.evaluate(() => document.querySelector("[name=value]:checked")?.value);
    await page.keyboard.press("y");
    assert.equal(await chosen(), "yes");
    await page.keyboard.press("N");
    assert.equal(await chosen(), "no");
    assert.ok(await page.locator("#target_date").isVisible());
    await page.getByLabel("理由・根拠").focus();
    await page.keyboard.type("any yes");
    assert.equal(await page.getByLabel("理由・根拠").inputValue(), "any yes");
    assert.equal(await chosen(), "no");
    // With Ctrl it is the browser's.
    await page.locator("h1").click();
    await page.keyboard.press("Control+y");
    assert.equal(await chosen(), "no");
    await page.keyboard.press("y");
    const at = await focused();
    assert.ok(at.inSight && at.outlined, "the chosen answer has the focus and is seen");
    await screenshot(page, "keyboard-answer");
  });

  test("an answer is confirmed without a mouse", async () => {
    await page.goto(`${server.url}checklist/r7-pharmacy/2-9`);
    await page.keyboard.press("n");
    await tabTo(({ text }) => text.startsWith("理由・根拠"));
    await page.keyboard.type("キーボードだけで入力しました。");
    await tabTo(({ primary }) => primary);
    await page.keyboard.press("Enter");
    await page.locator(".flash").waitFor();
    await page.goto(`${server.url}checklist/r7-pharmacy/2-9`);
    assert.match(await page.innerText(".answer-card"), /現在の回答：いいえ/);
    assert.equal(pathOf(page), "/checklist/r7-pharmacy/2-9");
  });
});
