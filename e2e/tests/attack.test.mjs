// Text and files that want to be more than text and files: nothing runs in the reader's browser.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { openBrowser, pageErrors } from "../lib/browser.mjs";
import { demoPeople, pathOf, signIn } from "../lib/people.mjs";
import { startServer } from "../lib/server.mjs";

const run = promisify(execFile);
const IMAGE = "<img src=x onerror=alert(1)>";
const FORMULA = '=HYPERLINK("http://example.com/","押す")';
const SCRIPT = '"><script>document.title="盗まれた"</script>';

let browser, server, demo, page;
const dialogs = [];
before(async () => {
  demo = await demoPeople();
  server = await startServer({ data: demo.data });
  browser = await openBrowser();
  page = await browser.newPage();
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    dialog.dismiss();
  });
  await signIn(page, server, demo.login("demo-pharmacy"), "本店");
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Nothing of what was planted has become an element, and nothing has run. */
async function inert(where) {
  await page.waitForTimeout(100);
  const planted = await page.evaluate(() => ({
    images: [...document.images].map((image) => image.outerHTML),
    scripts: [...document.scripts].filter((script) => !script.src.startsWith(location.origin)).map((script) => script.outerHTML),
    handlers: document.querySelectorAll("[onerror], [onload], [onclick]").length,
    links: [...document.links].map((link) => link.href).filter((href) => !href.startsWith(location.origin)),
  }));
  assert.deepEqual(planted, { images: [], scripts: [], handlers: 0, links: [] }, where);
  assert.deepEqual(dialogs, [], where);
  assert.notEqual(await page.title(), "盗まれた", where);
  // Blocked by the policy would be reported here: it must not even be tried.
  assert.deepEqual(pageErrors(page).filter((error) => !/status of 4(00|04|22)/.test(error)), [], where);
}

describe("text that wants to be a script", () => {
  test("in a device: inert in the form, the list, the item and the binder's page", async () => {
    await page.goto(`${server.url}ledgers/devices/new`);
    await page.getByLabel("コンピュータ名").fill(IMAGE);
    await page.getByLabel("設置場所").fill(FORMULA);
    await page.getByLabel("利用者", { exact: true }).fill(SCRIPT);
    await page.getByLabel("説明", { exact: true }).fill(`</textarea>${IMAGE}`);
    await page.getByLabel("OS", { exact: true }).fill("Windows 7 Professional");
    await page.getByRole("button", { name: "追加する", exact: true }).click();
    await page.locator(".flash").waitFor();
    assert.equal(await page.getByLabel("コンピュータ名").inputValue(), IMAGE);
    assert.equal(await page.getByLabel("設置場所").inputValue(), FORMULA);
    assert.equal(await page.getByLabel("説明", { exact: true }).inputValue(), `</textarea>${IMAGE}`);
    await inert("the row");

    await page.goto(`${server.url}ledgers/devices?q=${encodeURIComponent("onerror")}`);
    const list = await page.innerText("main");
    assert.ok(list.includes(IMAGE) && list.includes(FORMULA), "shown as typed");
    await inert("the list");

    let shown = 0;
    for (const item of ["2-1", "2-2", "2-6", "2-12-pc"]) {
      await page.goto(`${server.url}checklist/r7-pharmacy/${item}`);
      if ((await page.innerText("main")).includes(IMAGE)) shown += 1;
      await inert(item);
    }
    assert.ok(shown > 0, "no item names the device");
    for (const path of ["inspection", "wizard/devices", "wizard/print", "", "settings/audit"]) {
      await page.goto(server.url + path);
      await inert(path);
    }
  });

  test("in an office and an answer: inert on the chart and the item", async () => {
    await page.goto(`${server.url}ledgers/offices`);
    await page.locator(".row-name a").first().click();
    await page.getByLabel("名称").fill(`${SCRIPT}相談窓口`);
    await page.getByRole("button", { name: "保存する" }).click();
    await page.locator(".flash").waitFor();
    await inert("the office");
    await page.goto(`${server.url}chart`);
    assert.ok((await page.innerText("main")).includes("<script>"), "shown as typed");
    await inert("the chart");

    await page.goto(`${server.url}checklist/r7-pharmacy/2-9`);
    await page.locator("[name=value][value=no]").check();
    await page.getByLabel("理由・根拠").fill(`</textarea>${IMAGE}`);
    await page.getByText("備考を書く").click();
    await page.getByLabel("備考").fill(SCRIPT);
    await page.getByRole("button", { name: "この内容で確定する" }).click();
    await page.locator(".flash").waitFor();
    await page.goto(`${server.url}checklist/r7-pharmacy/2-9`);
    assert.equal(await page.getByLabel("備考").inputValue(), SCRIPT);
    await inert("the item");
    await page.goto(`${server.url}inspection`);
    await inert("the inspection");
  });

  test("in the address: inert in the search, the message and the sign-in page", async () => {
    const words = encodeURIComponent(SCRIPT + IMAGE);
    for (const path of [`ledgers/devices?q=${words}`, `ledgers/devices?done=${words}`, `no/${words}`, `ledgers/${words}`, `sign-in?next=${words}`, `sign-in?next=//example.com/`, `settings/audit?before=${words}`]) {
      await page.goto(server.url + path);
      await inert(path);
      assert.equal(new URL(page.url()).origin, new URL(server.url).origin);
    }
  });

  test("in a paste: inert in the preview, and formulas stay text in what is handed out", async () => {
    await page.goto(`${server.url}ledgers/devices/import`);
    await page.getByLabel("表を貼り付ける").fill(`管理番号\tコンピュータ名\t設置場所\t${IMAGE}\nZ-1\t${IMAGE}2\t=1+1\tx${SCRIPT}\nZ-2\t${IMAGE}3\t@SUM(A1)\tx\n`);
    await page.getByRole("button", { name: "内容を確認する" }).click();
    await page.locator(".counts").waitFor();
    await inert("the preview");
    await page.getByRole("button", { name: "この内容で取り込む" }).click();
    await page.locator(".flash").waitFor();
    await inert("after the import");

    const answer = await page.request.get(`${server.url}ledgers/devices/export?format=csv`);
    assert.match(answer.headers()["content-disposition"], /^attachment/);
    const cells = (await answer.text()).split(/\r?\n/).flatMap((line) => line.split(","));
    // Excel takes a cell for a formula when it begins so; a quote or an apostrophe before it is safe.
    assert.deepEqual(cells.filter((cell) => /^"?[=@]/.test(cell)), []);
  });

  test("in the binder: the words are there, as words", async () => {
    await page.goto(`${server.url}inspection`);
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "バインダーを印刷する" }).click()]);
    const { stdout } = await run("pdftotext", [await download.path(), "-"], { maxBuffer: 1 << 24 });
    assert.match(stdout.replaceAll(/\s/g, ""), /<imgsrc=xonerror=alert\(1\)>/);
  });
});

describe("files that want to be pages", () => {
  const item = "checklist/r7-pharmacy/2-9";
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>';
  const html = "<!doctype html><title>x</title><script>alert(1)</script>";
  const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

  const send = async (name, mimeType, buffer) => {
    await page.goto(server.url + item);
    await page.locator("#file").setInputFiles({ name, mimeType, buffer: Buffer.from(buffer) });
    await page.locator('form[action*="/files"]', { has: page.locator("#file") }).getByRole("button", { name: "追加" }).click();
  };

  for (const [what, name, type, bytes] of [
    ["an SVG", "図.svg", "image/svg+xml", svg],
    ["a page", "説明.html", "text/html", html],
    ["an SVG under another name", "写真.png", "image/png", svg],
    ["a page under another name", "メモ.txt", "text/plain", html],
    ["a page under a document's name", "規程.pdf", "application/pdf", html],
  ]) {
    test(`${what} is refused, in words`, async () => {
      await send(name, type, bytes);
      const error = page.locator("#file-error");
      await error.waitFor();
      assert.match(await error.innerText(), /[ぁ-ん]{3}/);
      assert.equal(await page.locator("#files tbody tr").count(), 0);
      await inert(what);
    });
  }

  test("a name that wanders to other folders is refused, in words", async () => {
    await send("../../etc/画面.png", "image/png", png);
    assert.match(await page.locator("#file-error").innerText(), /ファイル名にフォルダ/);
    assert.equal(await page.locator("#files tbody tr").count(), 0);
  });

  test("a picture with marks of HTML in its name is kept, shown as text, and is only ever a download", async () => {
    await send("画面 <b>&amp;.png", "image/png", png);
    await page.locator(".flash").waitFor();
    await inert("the files");
    const link = page.locator("#files tbody a");
    assert.equal(await link.innerText(), "画面 <b>&amp;.png");
    const answer = await page.request.get(new URL(await link.getAttribute("href"), server.url).href);
    assert.match(answer.headers()["content-disposition"], /^attachment/);
    assert.equal(answer.headers()["x-content-type-options"], "nosniff");
    assert.match(answer.headers()["content-security-policy"], /sandbox/);
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    assert.match(download.suggestedFilename(), /\.png$/);
    assert.equal(pathOf(page), `/${item}`);
  });
});
