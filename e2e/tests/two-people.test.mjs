// Two people open the same thing. Whoever saves second sees what the first did, keeps what they
// typed themselves, and decides.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { axe, openBrowser, screenshot } from "../lib/browser.mjs";
import { demoPeople, pathOf, signIn, story } from "../lib/people.mjs";
import { startServer } from "../lib/server.mjs";

const SHOP = "若葉台";
const ITEM = "checklist/r7-pharmacy/2-9";

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

for (const javaScript of [true, false]) {
  describe(`two people, JavaScript ${javaScript ? "on" : "off"}`, () => {
    let head, shop;
    const test = story();
    before(async () => {
      head = await browser.newPage({ javaScript });
      shop = await browser.newPage({ javaScript });
      await signIn(head, server, demo.login("demo-head"), SHOP);
      await signIn(shop, server, demo.login("demo-shop"));
    });
    after(async () => {
      await head.context().close();
      await shop.context().close();
    });

    test("an answer: the second sees the first's, and nothing typed is lost", async () => {
      for (const page of [head, shop]) await page.goto(server.url + ITEM);
      const before = await shop.locator("[name=seen]").inputValue();

      await head.locator("[name=value][value=yes]").check();
      await head.getByLabel("理由・根拠").fill("本部で設定を確かめました。");
      await head.getByRole("button", { name: "この内容で確定する" }).click();
      await head.locator(".flash").waitFor();

      await shop.locator("[name=value][value=no]").check();
      await shop.getByLabel("目標日").fill("2027/2/26");
      await shop.getByLabel("理由・根拠").fill("店のUSBメモリ3本は、まだ制限していません。\n二行目も残ります。");
      if (!(await shop.getByLabel("備考").isVisible())) await shop.getByText("備考を書く").click();
      await shop.getByLabel("備考").fill("レジ横の1台 <至急>");
      await shop.getByRole("button", { name: "この内容で確定する" }).click();

      const summary = await shop.locator(".error-summary").innerText();
      assert.match(summary, /日溜坂 ひかる/);
      assert.match(summary, /はい/);
      assert.equal(pathOf(shop), `/${ITEM}`);
      assert.ok(await shop.locator("[name=value][value=no]").isChecked());
      assert.equal(await shop.getByLabel("目標日").inputValue(), "2027/2/26");
      assert.equal(await shop.getByLabel("理由・根拠").inputValue(), "店のUSBメモリ3本は、まだ制限していません。\n二行目も残ります。");
      assert.equal(await shop.getByLabel("備考").inputValue(), "レジ横の1台 <至急>");
      assert.match(await shop.innerText("main"), /本部で設定を確かめました。/);
      assert.notEqual(await shop.locator("[name=seen]").inputValue(), before);
      assert.deepEqual(await axe(shop), []);
      await screenshot(shop, "conflict-answer");
    });

    test("an answer: nothing is decided until the second confirms again", async () => {
      await head.goto(server.url + ITEM);
      assert.match(await head.innerText(".answer-card"), /現在の回答：はい（日溜坂 ひかる/);
      await shop.getByRole("button", { name: "この内容で確定する" }).click();
      await shop.locator(".flash").waitFor();
      await head.reload();
      assert.match(await head.innerText(".answer-card"), /現在の回答：いいえ（若葉台 つぐみ/);
      const history = await head.locator("section", { has: head.locator("#history") }).innerText();
      assert.match(history, /まだ制限していません/);
      assert.match(history, /本部で設定を確かめました/);
      // No draft of the second's is left over from before the answer.
      await shop.goto(server.url + ITEM);
      assert.equal(await shop.getByLabel("備考").inputValue(), "レジ横の1台 <至急>");
    });

    test("a ledger's row: both changes stand beside each other, and the second decides", async () => {
      await head.goto(`${server.url}ledgers/devices`);
      const path = await head.locator(".row-name a").first().getAttribute("href");
      for (const page of [head, shop]) await page.goto(server.url + path.slice(1));

      const person = `店の入力した人${javaScript ? 1 : 2}`;
      const place = `本部が直した場所${javaScript ? 1 : 2}`;
      await head.getByLabel("設置場所").fill(place);
      await head.getByRole("button", { name: "保存する" }).click();
      await head.locator(".flash").waitFor();

      await shop.getByLabel("利用者", { exact: true }).fill(person);
      await shop.getByLabel("説明", { exact: true }).fill("店の説明\n二行目");
      await shop.getByRole("button", { name: "保存する" }).click();
      await shop.locator(".error-summary").waitFor();
      assert.equal(await shop.getByLabel("利用者", { exact: true }).inputValue(), person);
      assert.equal(await shop.getByLabel("説明", { exact: true }).inputValue(), "店の説明\n二行目");
      assert.match(await shop.locator("table", { hasText: "ほかの人の変更" }).innerText(), new RegExp(place));
      assert.deepEqual(await axe(shop), []);
      await screenshot(shop, "conflict-row");

      await shop.getByLabel("設置場所").fill(place);
      await shop.getByRole("button", { name: "保存する" }).click();
      await shop.locator(".flash").waitFor();
      await head.reload();
      assert.equal(await head.getByLabel("設置場所").inputValue(), place);
      assert.equal(await head.getByLabel("利用者", { exact: true }).inputValue(), person);
      assert.equal(await head.getByText("保存していない入力があります").count(), 0);
      assert.equal(await shop.getByText("保存していない入力があります").count(), 0);
    });

    test("one person with two tabs: a form lands in the shop that it was filled in for", async () => {
      const first = await browser.newPage({ javaScript });
      await signIn(first, server, demo.login("demo-head"), "星見橋");
      const second = await first.context().newPage();
      await first.goto(server.url + ITEM);
      await second.goto(`${server.url}facilities`);
      await second.locator(".pick button", { hasText: "霧の宮" }).click();
      await second.locator(".where", { hasText: "霧の宮" }).waitFor();

      await first.locator("[name=value][value=no]").check();
      await first.getByLabel("理由・根拠").fill(`星見橋の理由 ${javaScript}`);
      if (javaScript) {
        await first.keyboard.press("Tab");
        await first.locator("[data-saved]", { hasText: "入力の途中を保存しました" }).first().waitFor();
        await second.goto(server.url + ITEM);
        assert.match(await second.locator(".where").innerText(), /霧の宮/);
        assert.doesNotMatch(await second.getByLabel("理由・根拠").inputValue(), /星見橋/);
      }
      await first.getByRole("button", { name: "この内容で確定する" }).click();
      await first.locator(".flash").waitFor();
      assert.match(await first.locator(".where").innerText(), /星見橋/);
      await first.goto(server.url + ITEM);
      assert.equal(await first.getByLabel("理由・根拠").inputValue(), `星見橋の理由 ${javaScript}`);

      await second.goto(`${server.url}facilities`);
      await second.locator(".pick button", { hasText: "霧の宮" }).click();
      await second.goto(server.url + ITEM);
      assert.doesNotMatch(await second.innerText("main"), /星見橋/);
      await first.context().close();
    });

    test("a ledger's row that the first removed: what the second typed can become a new one", async () => {
      await head.goto(`${server.url}ledgers/media/new`);
      await head.getByLabel("媒体名").fill("消えるUSB");
      await head.getByRole("button", { name: "追加する", exact: true }).click();
      await head.locator(".flash").waitFor();
      const path = pathOf(head);
      await shop.goto(server.url + path.slice(1));
      await head.getByText("この行を削除する").click();
      await head.getByRole("button", { name: "を削除する" }).click();
      await head.locator(".flash").waitFor();

      await shop.getByLabel("媒体名").fill("消えるUSB（店で直した）");
      await shop.getByRole("button", { name: "保存する" }).click();
      assert.match(await shop.locator(".error-summary").innerText(), /ほかの人がこの行を台帳から削除しました/);
      assert.equal(await shop.getByLabel("媒体名").inputValue(), "消えるUSB（店で直した）");
      await shop.getByRole("button", { name: "追加する", exact: true }).click();
      await shop.locator(".flash").waitFor();
    });
  });
}
