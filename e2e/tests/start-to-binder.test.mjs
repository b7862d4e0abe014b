// The main job in real pages: from an empty data folder over the printed address and the ten steps
// to the printed binder, in the middle of it leaving and coming back. Once with JavaScript, once
// without; the steps are the same.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, describe } from "node:test";
import { promisify } from "node:util";
import { axe, openBrowser, pageErrors } from "../lib/browser.mjs";
import { enter, pathOf, signIn, story } from "../lib/people.mjs";
import { emptyData, startServer } from "../lib/server.mjs";

const run = promisify(execFile);
const FACILITY = "しおさい試験薬局";
const OWNER = { login: "shiosai", password: "umibe-no-akari-2714" };
const NUMBERS = ["1-①", ...[..."①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬"].map((n) => `2-${n}`), "3-①", "3-②", "3-③", "4-①"];

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

for (const javaScript of [true, false]) {
  describe(`from the printed address to the printed binder, JavaScript ${javaScript ? "on" : "off"}`, () => {
    let server, page;
    const test = story();
    before(async () => {
      server = await startServer({ data: await emptyData() });
      page = await browser.newPage({ javaScript });
    });
    after(async () => {
      await page.context().close();
      await server.stop();
    });

    const field = (name) => page.locator(`[name="${name}"]`);
    const save = () => page.getByRole("button", { name: "保存して次へ" }).click();
    const at = async (path) => {
      await page.waitForURL((url) => url.pathname === path);
      assert.equal(pathOf(page), path);
    };
    const saved = async (path) => {
      await at(path);
      assert.match(await page.locator(".flash").innerText(), /保存しました/);
      assert.deepEqual(await axe(page), []);
    };
    // A row of a step by what its legend says, and one of its fields by its label.
    const row = (legend) => page.locator("fieldset.row", { has: page.locator("legend", { hasText: legend }) }).first();

    test("the printed address opens the first form, and the new owner signs in", async () => {
      // The address comes on the line after the one that the helper waits for.
      while (!/start\?code=/.test(server.output())) await new Promise((later) => setTimeout(later, 20));
      const [address] = server.output().match(/http:\S+start\?code=\S+/);
      await page.goto(address);
      await page.getByLabel("薬局", { exact: true }).check();
      await page.getByLabel("施設の名称").fill(FACILITY);
      await page.getByLabel("医療機関・薬局コード").fill("1340000001");
      await page.getByLabel("開設者", { exact: false }).first().fill("汐崎 なぎさ");
      await page.getByLabel("管理薬剤師・管理者").fill("浜辺 ひろし");
      await page.getByLabel("お名前").fill("汐崎 なぎさ");
      await page.getByLabel("ログイン名").fill(OWNER.login);
      await page.locator("#password").fill(OWNER.password);
      await page.locator("#password_again").fill(OWNER.password);
      await page.getByRole("button", { name: "登録して進む" }).click();
      await at("/sign-in");
      await enter(page, OWNER);
      await at("/wizard/facility");
    });

    test("1 facility: what was typed before is there", async () => {
      assert.equal(await field("name").inputValue(), FACILITY);
      assert.equal(await field("manager").inputValue(), "浜辺 ひろし");
      await field("phone").fill("03-0000-1201");
      await field("address").fill("東京都架空区汐見1-2-3");
      await page.locator("[name=has_network][value=yes]").check();
      await save();
      await saved("/wizard/inventory");
    });

    test("2 inventory: ticks become systems, vendors and devices", async () => {
      const things = [
        ["receipt", "なみおとレセ", "架空メディカルシステムズ"],
        ["record", "しおかぜ薬歴", "架空メディカルシステムズ"],
        ["eligibility", "", "架空ネット工房"],
        ["dispensing", "つぶつぶ分包機", "架空調剤機器"],
        ["router", "KAKU-RT100", "架空ネット工房"],
      ];
      for (const [key, product, vendor] of things) {
        await field(`${key}.on`).check();
        await field(`${key}.product`).fill(product);
        await field(`${key}.vendor`).fill(vendor);
      }
      await save();
      await saved("/wizard/vendors");
    });

    test("3 vendors: phone numbers, and one product without a contract", async () => {
      for (const phone of await page.locator('[name^="vendors."][name$=".phone"]').all()) {
        if (!(await phone.getAttribute("name")).includes(".new")) await phone.fill("0120-000-301");
      }
      const kinds = await page.locator('select[name^="contracts."][name$=".kind"]').all();
      assert.ok(kinds.length >= 3, `${kinds.length} contracts`);
      for (const kind of kinds) await kind.selectOption("maintenance");
      await row("つぶつぶ分包機").locator('select[name$=".kind"]').selectOption("none");
      await save();
      await saved("/wizard/devices");
      await page.goBack();
      await page.reload();
      assert.match(await page.innerText("main"), /2-②と2-③の回答は不要/);
      await page.goto(`${server.url}wizard/devices`);
    });

    test("4 devices: left in the middle, and found again as it was left", async () => {
      const host = page.locator('[name^="devices."][name$=".host"]').first();
      const name = await host.getAttribute("name");
      await host.fill("RECE-01");
      if (javaScript) {
        await page.keyboard.press("Tab");
        await page.locator("[data-saved]", { hasText: "入力の途中を保存しました" }).waitFor();
      } else {
        await page.getByRole("button", { name: "後で入力する" }).click();
        await at("/wizard/people");
      }
      await page.context().close();

      page = await browser.newPage({ javaScript });
      await signIn(page, server, OWNER);
      await page.getByRole("link", { name: "手順の続きから始める" }).click();
      await page.getByRole("link", { name: "4 機器 から続ける" }).click();
      await at("/wizard/devices");
      assert.equal(await field(name).inputValue(), "RECE-01");
      assert.match(await page.innerText(".notice"), /入力の途中が残っています/);
    });

    test("4 devices: what winver shows, and a row of one's own", async () => {
      for (const set of await page.locator("fieldset.row").all()) {
        const kind = set.locator('select[name$=".kind"]');
        const chosen = await kind.inputValue();
        if (chosen === "pc") {
          await set.locator('[name$=".os"]').fill("Windows 11 Pro");
          await set.locator('[name$=".os_release"]').fill("24H2");
          await set.locator('[name$=".os_build"]').fill("26100.4000");
          await set.locator('[name$=".last_patch"]').fill("2026/11/12");
          await set.locator('[name$=".place"]').fill("受付");
        }
        if (chosen === "network") await set.locator('[name$=".firmware_checked"]').fill("R8.11.2");
      }
      await field("devices.new1.host").fill("KANSA-01");
      await field("devices.new1.kind").selectOption("pc");
      await field("devices.new1.os").fill("Windows 10 Pro");
      await field("devices.new1.os_release").fill("22H2");
      await field("devices.new1.place").fill("調剤室");
      await save();
      await saved("/wizard/people");
    });

    test("5 people: the owner and the manager are proposed, appointments are said", async () => {
      assert.match(await page.innerHTML("main"), /汐崎 なぎさ/);
      const third = page.locator('[name^="people.new"][name$=".name"]').nth(2);
      await third.fill("磯野 みお");
      const slot = (await third.getAttribute("name")).replace(/\.name$/, "");
      await field(`${slot}.job`).selectOption("clerk");
      await field("offer.officer").check();
      await field("appointments.new-officer.appointed").fill("2026/4/1");
      await field("appointments.new-deputy.person").fill("汐崎 なぎさ");
      await field("appointments.new-deputy.appointed").fill("令和8年4月1日");
      await save();
      await saved("/wizard/accounts");
    });

    test("6 accounts: a wrong date is refused and nothing is lost", async () => {
      const system = field("accounts.new1.system");
      const receipt = await system.locator("option", { hasText: "なみおとレセ" }).getAttribute("value");
      await system.selectOption(receipt);
      await field("accounts.new1.login").fill("hamabe");
      const person = field("accounts.new1.person");
      const chosen = await person.locator("option", { hasText: "浜辺 ひろし" }).getAttribute("value");
      await person.selectOption(chosen);
      await field("accounts.new1.privilege").selectOption("admin");
      const reviewed = page.locator('[name^="systems."][name$=".accounts_reviewed"]').first();
      await reviewed.fill("平成38年2月");
      await save();
      await page.locator(".error-summary").waitFor();
      assert.equal(await field("accounts.new1.login").inputValue(), "hamabe");
      assert.equal(await reviewed.inputValue(), "平成38年2月");
      assert.deepEqual(await axe(page), []);
      await reviewed.fill("２０２６年１１月２日");
      await save();
      await saved("/wizard/backups");
    });

    test("7 backups", async () => {
      const set = row("なみおとレセ");
      await set.locator('select[name$=".method"]').selectOption("external");
      await set.locator('[name$=".place"]').fill("金庫");
      await set.locator('select[name$=".cycle"]').selectOption("daily");
      await set.locator('[name$=".generations"]').fill("3");
      await save();
      await saved("/wizard/answers");
    });

    test("8 answers: by click and by key, all nineteen", async () => {
      await page.locator("a.button.primary").click();
      const yes = new Set(["1-1", "2-7", "2-8", "2-10"]);
      const keys = { "2-7": "y", "2-9": "n" };
      let confirmed = 0;
      while (pathOf(page).startsWith("/checklist/r7-pharmacy/")) {
        assert.ok(confirmed < 19, `still at ${pathOf(page)} after ${confirmed} answers`);
        const key = pathOf(page).split("/").pop();
        const value = yes.has(key) ? "yes" : "no";
        if (javaScript && keys[key]) await page.locator("body").press(keys[key]);
        else await page.locator(`[name=value][value=${value}]`).check();
        assert.ok(await page.locator(`[name=value][value=${value}]`).isChecked(), key);
        if (key === "2-10") await page.locator("[name=substate]").last().check();
        if (value === "yes") await page.getByLabel("理由・根拠").fill("現物と記録を確かめました。");
        await page.getByRole("button", { name: "この内容で確定する" }).click();
        await page.waitForURL((url) => url.pathname.split("/").pop() !== key);
        assert.match(await page.locator(".flash").innerText(), /回答を確定しました/);
        confirmed += 1;
      }
      assert.equal(confirmed, 19);
      assert.equal(pathOf(page), "/wizard/answers");
      assert.match(await page.locator(".lead").innerText(), /19／19/);
      await page.getByRole("link", { name: "チェックリストを見る" }).click();
      assert.match(await page.locator(".lead").innerText(), /19／19 項目を確定（はい 4・いいえ 15・対象外 0）/);
    });

    test("8 answers: back to the steps, which say that all are answered", async () => {
      await page.getByRole("link", { name: "はじめの手順" }).click();
      await page.getByRole("link", { name: "8 チェックリスト から続ける" }).click();
      await page.getByRole("button", { name: "次へ" }).click();
      await saved("/wizard/chart");
    });

    test("9 chart: the outside offices", async () => {
      await field("offices.new-police.phone").fill("03-0000-0110");
      await field("offices.new-health_center.phone").fill("03-0000-0119");
      for (const checked of await page.locator('[name^="offices."][name$=".checked"]').all()) await checked.fill("2026/11/20");
      await save();
      await saved("/wizard/print");
    });

    test("10 print: the binder says the facility and every item", async () => {
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "バインダーを印刷する" }).click()]);
      assert.match(download.suggestedFilename(), /\.pdf$/);
      const { stdout } = await run("pdftotext", ["-layout", await download.path(), "-"], { maxBuffer: 1 << 24 });
      assert.ok(stdout.includes(FACILITY), "the facility's name");
      for (const number of NUMBERS) assert.ok(stdout.includes(number), number);
      for (const words of ["浜辺 ひろし", "なみおとレセ", "RECE-01", "03-0000-0110"]) assert.ok(stdout.includes(words), words);
    });

    test("10 print: the steps are over", async () => {
      await page.getByRole("button", { name: "はじめの手順を終える" }).click();
      await at("/");
      assert.equal(await page.getByRole("link", { name: "手順の続きから始める" }).count(), 0);
      if (javaScript) assert.deepEqual(pageErrors(page).filter((error) => !/status of 422/.test(error)), []);
    });
  });
}
