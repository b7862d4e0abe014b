// A hospital asks all its vendors in one act; one of them answers without an account; the hospital looks and takes it.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { axe, openBrowser, pageBytes, PAGE_BYTES_LIMIT, screenshot, VIEWPORTS } from "../lib/browser.mjs";
import { demoPeople, pathOf, signIn, story } from "../lib/people.mjs";
import { startServer } from "../lib/server.mjs";

let browser, server, demo;
before(async () => {
  demo = await demoPeople();
  // The links carry the configured address and no other; the browser goes to the same server under its own.
  server = await startServer({ data: demo.data, args: ["--base-url", "http://tate.example.jp"] });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** axe, weight, width, and a picture for the eye. */
async function examine(page, name) {
  assert.deepEqual(await axe(page), [], name);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${name} is ${wide} px wider than the window`);
  assert.ok((await pageBytes(page)) < PAGE_BYTES_LIMIT, `${name} weighs ${await pageBytes(page)}`);
  await screenshot(page, name);
}

for (const [javaScript, viewport] of [
  [true, VIEWPORTS[0]],
  [false, VIEWPORTS[1]],
]) {
  const mark = javaScript ? "desk" : "phone-without-script";
  describe(`vendors answer, ${mark}`, () => {
    let hospital, vendor, address, pin, request;
    const test = story();
    before(async () => {
      hospital = await browser.newPage({ javaScript, viewport });
      vendor = await browser.newPage({ javaScript, viewport });
      await signIn(hospital, server, demo.login("demo-hospital"));
    });
    after(async () => {
      await hospital.context().close();
      await vendor.context().close();
    });

    test("all are asked in one act, once", async () => {
      await hospital.goto(`${server.url}vendors`);
      await examine(hospital, `vendors-board-before-${mark}`);
      await hospital.goto(`${server.url}vendors/request`);
      if (await hospital.getByText("いま依頼できる契約はありません").count()) return;
      await examine(hospital, `vendors-request-${mark}`);
      await hospital.getByRole("button", { name: "依頼を送る" }).click();
      await hospital.locator(".flash").waitFor();
      assert.equal(pathOf(hospital), "/vendors/letters");
    });

    test("letters, board and one request are whole", async () => {
      await hospital.goto(`${server.url}vendors/letters`);
      await examine(hospital, `vendors-letters-${mark}`);
      await hospital.goto(`${server.url}vendors?show=waiting`);
      await examine(hospital, `vendors-board-${mark}`);
      const links = hospital.locator("th a[href^='/vendors/requests/']");
      request = await links.nth(javaScript ? 0 : 1).getAttribute("href");
      await hospital.goto(new URL(request, server.url).href);
      address = await hospital.locator("input.copy-field").first().inputValue();
      pin = await hospital.locator("dd strong").first().innerText();
      assert.match(address, /^http:\/\/tate\.example\.jp\/answer#[\w-]{43}$/);
      assert.match(pin, /^\d{8}$/);
      await examine(hospital, `vendors-request-one-${mark}`);
    });

    test("the vendor comes in with the link and the PIN, and answers", async () => {
      const token = address.split("#")[1];
      await vendor.goto(`${server.url}answer#${token}`);
      if (javaScript) {
        assert.equal(await vendor.getByLabel("回答用のリンク").inputValue(), token);
        assert.ok(!vendor.url().includes(token), "the token leaves the address bar");
      } else {
        await vendor.getByLabel("回答用のリンク").fill(address);
      }
      await vendor.getByLabel("暗証番号").fill(pin);
      await examine(vendor, `answer-door-${mark}`);
      await vendor.getByRole("button", { name: /開く/ }).click();
      await vendor.waitForURL("**/answer/sheet*");
      await examine(vendor, `answer-sheet-${mark}`);
      for (const yes of await vendor.locator("input[type=radio][value=yes]").all()) await yes.check();
      for (const ground of await vendor.locator("[name^='ground.']").all()) await ground.fill("月1回、保守窓口が確かめています。");
      await vendor.getByRole("button", { name: "保存して、提出前の確認へ" }).first().click();
      await vendor.waitForURL("**/answer/check*");
      await vendor.getByLabel(/回答者/).fill("保守部 見本 一郎");
      await vendor.getByLabel(/連絡先/).fill("03-0000-0001");
      await examine(vendor, `answer-check-${mark}`);
      await vendor.getByRole("button", { name: /提出/ }).last().click();
      await vendor.waitForURL("**/answer/done*");
      await examine(vendor, `answer-done-${mark}`);
    });

    test("the hospital looks and accepts, and the roll-up counts it", async () => {
      await hospital.goto(new URL(request, server.url).href);
      await examine(hospital, `vendors-request-back-${mark}`);
      await hospital.getByRole("button", { name: /受領/ }).first().click();
      await hospital.locator(".flash").waitFor();
      await hospital.goto(`${server.url}vendors/rollup`);
      assert.match(await hospital.locator("table").innerText(), /[12]はい／\d+未回答/);
      await examine(hospital, `vendors-rollup-${mark}`);
      await hospital.goto(`${server.url}checklist/r7-medical/2-6`);
      await hospital.locator("#vendors").waitFor();
      await examine(hospital, `vendors-item-${mark}`);
    });
  });
}
