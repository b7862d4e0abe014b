// A session that ends under somebody's hands loses nothing: what was sent is there after signing
// in, is saved with one press, and lands in the facility that it was typed for.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { axe, openBrowser, screenshot } from "../lib/browser.mjs";
import { demoPeople, enter, pathOf, signIn, story } from "../lib/people.mjs";
import { startServer } from "../lib/server.mjs";

const REASON = "窓口のUSBメモリは、登録した2本だけです。\n「＆」や 100% も、そのまま残ります。";

let browser, server, demo;
before(async () => {
  demo = await demoPeople();
  server = await startServer({ data: demo.data });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

// One facility, and two between which the new session has not chosen yet.
for (const [javaScript, login, facility] of [
  [true, "demo-hospital", undefined],
  [false, "demo-hospital", undefined],
  [true, "demo-pharmacy", "みどり店"],
  [false, "demo-pharmacy", "みどり店"],
]) {
  describe(`a session that ends, ${login}, JavaScript ${javaScript ? "on" : "off"}`, () => {
    let page;
    const who = () => demo.login(login);
    const test = story();
    before(async () => {
      page = await browser.newPage({ javaScript });
      await signIn(page, server, who(), facility);
    });
    after(() => page.context().close());

    /** The same person, in another browser, ends every other session. */
    async function endFromElsewhere() {
      const other = await browser.newPage({ javaScript });
      await signIn(other, server, who(), facility);
      await other.goto(`${server.url}settings/account`);
      await other.getByRole("button", { name: "ほかのログインをすべて終了" }).click();
      await other.locator(".flash").waitFor();
      await other.context().close();
    }
    /** Signs in again on the page that came instead, once with a wrong password before. */
    async function comeBack() {
      assert.match(await page.locator(".notice").innerText(), /入力した内容は残っています/);
      assert.deepEqual(await axe(page), []);
      await enter(page, { login, password: "not-the-password-1" });
      await page.locator(".error-summary").waitFor();
      await enter(page, who());
      await page.getByRole("heading", { name: "入力の続き" }).waitFor();
      assert.deepEqual(await axe(page), []);
    }
    const goOn = () => page.getByRole("button", { name: "入力した内容を保存する" }).click();

    test("an answer is confirmed after all", async () => {
      const item = "checklist/r7-pharmacy/2-9";
      await page.goto(server.url + item);
      await endFromElsewhere();
      await page.locator("[name=value][value=no]").check();
      await page.locator("#target_date").fill("2027/3/1");
      await page.getByLabel("理由・根拠").fill(REASON);
      if (javaScript) {
        await page.keyboard.press("Tab");
        await page.locator("[data-saved]", { hasText: "ログインの期限が切れました" }).first().waitFor();
      }
      await page.getByRole("button", { name: "この内容で確定する" }).click();
      await comeBack();
      const shown = await page.innerText("main");
      assert.match(shown, /回答\s+いいえ/);
      assert.match(shown, /登録した2本だけです/);
      assert.match(shown, /100% も/);
      await screenshot(page, "carried-on");
      await goOn();
      await page.locator(".flash").waitFor();
      assert.match(await page.locator(".flash").innerText(), /回答を確定しました/);
      if (facility) assert.match(await page.locator(".where").innerText(), new RegExp(facility));
      await page.goto(server.url + item);
      assert.match(await page.innerText(".answer-card"), /現在の回答：いいえ/);
      assert.equal(await page.getByLabel("理由・根拠").inputValue(), REASON);
    });

    test("a ledger's row is added after all", async () => {
      await page.goto(`${server.url}ledgers/vendors/new`);
      await page.getByLabel("事業者名").fill("架空テスト商会 ＆ Co.");
      await page.getByLabel("電話", { exact: false }).first().fill("03-0000-4321");
      // As if the browser had been closed meanwhile: the cookie is gone.
      await page.context().clearCookies();
      await page.getByRole("button", { name: "追加する", exact: true }).click();
      await comeBack();
      await goOn();
      await page.locator(".flash").waitFor();
      assert.match(pathOf(page), /^\/ledgers\/vendors\/./);
      assert.equal(await page.getByLabel("事業者名").inputValue(), "架空テスト商会 ＆ Co.");
      if (facility) assert.match(await page.locator(".where").innerText(), new RegExp(facility));
    });

    test("a step of the wizard is saved after all", async () => {
      await page.goto(`${server.url}wizard/people`);
      const name = page.locator('[name^="people.new"][name$=".name"]').first();
      await name.fill("試山 ためす");
      await page.context().clearCookies();
      await page.getByRole("button", { name: "保存して続けて入力" }).click();
      await comeBack();
      assert.match(await page.innerText("main"), /氏名\s+試山 ためす/);
      await goOn();
      await page.locator(".flash").waitFor();
      await page.goto(`${server.url}ledgers/people?q=${encodeURIComponent("試山")}`);
      assert.match(await page.innerText("main"), /試山 ためす/);
    });

    test("a page that was only asked for comes after signing in", async () => {
      await page.context().clearCookies();
      await page.goto(`${server.url}ledgers/backups`);
      await enter(page, who());
      if (facility) await page.locator(".pick button", { hasText: facility }).click();
      await page.waitForURL((url) => url.pathname === "/ledgers/backups");
    });
  });
}
