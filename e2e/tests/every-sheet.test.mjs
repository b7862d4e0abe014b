// A hospital's IT person and the year's sheets: last year's sheet is filled in, an official workbook becomes
// this year's edition, its answers move over unconfirmed, the survey opens its branches, the self-check its chart.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { after, before, describe } from "node:test";
import { axe, openBrowser, overflow, screenshot } from "../lib/browser.mjs";
import { demoPeople, pathOf, signIn, story } from "../lib/people.mjs";
import { startServer } from "../lib/server.mjs";

const WORKBOOK = fileURLToPath(new URL("../../crates/inventory/tests/official/two_columns.xlsx", import.meta.url));

for (const javaScript of [true, false]) {
  describe(`every sheet, JavaScript ${javaScript ? "on" : "off"}`, () => {
    let browser, server, page;
    const test = story();
    before(async () => {
      const demo = await demoPeople();
      server = await startServer({ data: demo.data });
      browser = await openBrowser();
      page = await browser.newPage({ javaScript });
      await signIn(page, server, demo.login("demo-hospital"));
    });
    after(async () => {
      await browser?.close();
      await server?.stop();
    });
    const whole = async (name) => {
      assert.deepEqual(await axe(page), []);
      assert.equal(await overflow(page), 0);
      await screenshot(page, `every-sheet-${name}`);
    };
    const open = (path) => page.goto(server.url + path);

    test("R6: いいえ at the first check, はい at the second, and the gate closes the rest", async () => {
      await open("checklist/r6-medical/3-3");
      await page.locator("[name=value][value=no]").check();
      await page.locator("#target_date").fill("2027/2/26");
      await page.getByRole("button", { name: "この内容で確定する" }).click();
      await page.locator(".flash").waitFor();
      await open("checklist/r6-medical/3-3");
      assert.ok(await page.getByLabel("2回目の確認として記録する").isChecked());
      await page.locator("[name=value][value=yes]").check();
      // The ledgers do not show it yet, so a person says why.
      await page.locator("#reason").fill("改訂したBCPを現物で確かめました。");
      await page.getByRole("button", { name: "この内容で確定する" }).click();
      await page.locator(".flash").waitFor();
      await open("checklist?edition=r6-medical");
      const row = page.locator("tr", { hasText: "3-(3)" });
      assert.match((await row.innerText()).replaceAll(/\s+/g, " "), /いいえ.*2027\/02\/26.*はい/);
      await open("checklist/r6-medical/gate");
      await page.locator("[name=value][value=no]").check();
      await page.getByRole("button", { name: "この内容で確定する" }).click();
      await open("checklist?edition=r6-medical");
      assert.equal(await page.locator("tr", { hasText: "確認不要" }).count(), 18);
      await whole("gate-closed");
    });

    test("a survey's question opens when its parent is answered", async () => {
      await open("surveys/gmis-r6");
      await page.locator("[name='q7-1'][value=yes]").check();
      await page.locator("[name='q13']").fill("１３");
      await page.getByRole("button", { name: "この内容で保存する" }).click();
      await page.locator(".flash").waitFor();
      assert.equal(await page.locator("[name='q13']").inputValue(), "13", "full width is read, not refused");
      assert.ok(await page.locator("[name='q7-2'][value=yes]").isVisible(), "Q7-2 is asked now");
      await whole("survey");
      const csv = await page.request.get(`${server.url}documents/answers.csv?edition=gmis-r6`);
      assert.match(await csv.text(), /Q13,.*,13,/);
    });

    test("the self-check shows its chart beside a table", async () => {
      await open("selfcheck");
      assert.equal(await page.locator(".score svg[role=img]").count(), 1);
      assert.match(await page.locator("main").innerText(), /75／89/);
      await whole("selfcheck");
    });

    test("an official workbook becomes an edition once every row has been looked at", async () => {
      await open("editions/import");
      await page.locator("input[type=file]").setInputFiles(WORKBOOK);
      await page.getByRole("button", { name: "読み取る" }).click();
      await page.locator("a[href^='/editions/import/']").first().click();
      await page.getByRole("button", { name: "この版を使う" }).first().click();
      await page.locator(".error-summary").first().waitFor();
      await whole("draft-refused");
      for (const row of await page.locator("input[type=checkbox]").all()) if (await row.isVisible()) await row.check();
      await page.getByRole("button", { name: "この版を使う" }).first().click();
      await page.locator(".flash").waitFor();
      assert.equal(pathOf(page), "/editions");
      await whole("editions");
    });

    test("its round takes the answers over unconfirmed, and they are confirmed together", async () => {
      await page.locator("a[href^='/editions/switch']").first().click();
      await whole("switch");
      await page.getByRole("button", { name: "この版に切り替えて引き継ぐ" }).click();
      await page.locator(".flash").waitFor();
      await open("checklist");
      assert.match(await page.locator(".lead").first().innerText(), /0／20/);
      await open("editions/carried");
      await whole("carried");
      await page.getByRole("button", { name: "引き継いだ項目をまとめて確定する" }).click();
      await page.locator("main h1").waitFor();
      await open("checklist");
      assert.match(await page.locator(".lead").first().innerText(), /7／20/);
    });

    test("the workbook comes back filled in", async () => {
      await open("editions/fill");
      await page.locator("input[type=file]").setInputFiles(WORKBOOK);
      await page.locator("main button.primary").click();
      await whole("filled");
      const download = page.waitForEvent("download");
      await page.getByText("記入したExcelを受け取る").click();
      const file = await readFile(await (await download).path());
      assert.equal(file.subarray(0, 2).toString(), "PK");
      assert.notDeepEqual(file, await readFile(WORKBOOK));
    });
  });
}
