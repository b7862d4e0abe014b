// Every page, with the demo's data: no accessibility violation, no more than 150 KB, nothing from
// another host, no script error, never wider than the window, the main action in sight.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { PAGE_BYTES_LIMIT, VIEWPORTS, axe, openBrowser, outsideRequests, overflow, pageBytes, pageErrors, screenshot } from "../lib/browser.mjs";
import { demoPeople, mainActionBelow, signIn } from "../lib/people.mjs";
import { emptyData, startServer } from "../lib/server.mjs";

const LEDGERS = ["devices", "software", "accounts", "systems", "contracts", "vendors", "people", "appointments", "backups", "connections", "media", "offices", "services", "logs", "reviews", "papers", "clauses", "firmware"];
const STEPS = ["facility", "inventory", "vendors", "devices", "people", "accounts", "backups", "answers", "chart", "print"];
const ITEMS = ["1-1", "2-1", "2-2", "2-3", "2-5", "2-6", "2-10", "2-12-pc", "2-13", "3-1", "3-2", "4-1"];

let browser;
/** Styles, script and icon: what a first visit takes besides the document. */
let commonBytes;
const sizes = [];
/** How many of a page's errors an earlier question has already been told of. */
const told = new WeakMap();

before(async () => {
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  const [largest] = sizes.sort((a, b) => b.bytes - a.bytes);
  if (largest) console.log(`largest page: ${largest.name}, ${Math.round(largest.bytes / 1024)} KB over the wire`);
});

/** Asks everything of the page that is open. `status` is what its document was answered with. */
async function examine(page, server, name, { action = false, status = 200 } = {}) {
  assert.equal(await page.evaluate(() => performance.getEntriesByType("navigation")[0].responseStatus), status, "status of the page");
  const bytes = (await pageBytes(page)) + (commonBytes ?? 0);
  sizes.push({ name, bytes });
  assert.ok(bytes <= PAGE_BYTES_LIMIT, `${bytes} bytes`);
  assert.deepEqual(outsideRequests(page, server.url), []);
  // Chromium reports a refused form as an error of its own; its status was asserted above.
  const errors = pageErrors(page).slice(told.get(page) ?? 0);
  told.set(page, pageErrors(page).length);
  assert.deepEqual(errors.filter((error) => !(status >= 400 && error.includes(`status of ${status}`))), []);
  if (action) assert.equal(await mainActionBelow(page), 0, "the main action is in sight at 1366×768");
  const violations = await axe(page);
  await screenshot(page, name);
  const wide = [];
  for (const viewport of VIEWPORTS) {
    await page.setViewportSize(viewport);
    const over = await overflow(page);
    if (over) wide.push(`${over} px wider than ${viewport.width}`);
  }
  await page.setViewportSize(VIEWPORTS[0]);
  assert.deepEqual({ violations, wide }, { violations: [], wide: [] });
}

describe("before anybody has signed in", () => {
  let server, page;
  before(async () => {
    server = await startServer({ data: await emptyData() });
    page = await browser.newPage();
  });
  after(async () => {
    await page.context().close();
    await server.stop();
  });

  test("the first-start form", async () => {
    await page.goto(server.url);
    assert.match(page.url(), /\/start$/);
    await examine(page, server, "start");
  });
  test("the first-start form, refused", async () => {
    await page.evaluate(() => (document.querySelector("main form").noValidate = true));
    await page.getByRole("button", { name: "登録して進む" }).click();
    await examine(page, server, "start-refused", { status: 422 });
  });
});

describe("signing in", () => {
  let server, page, demo;
  before(async () => {
    demo = await demoPeople();
    server = await startServer({ data: demo.data });
    page = await browser.newPage();
  });
  after(async () => {
    await page.context().close();
    await server.stop();
  });

  test("the sign-in page", async () => {
    await page.goto(`${server.url}sign-in`);
    const bytes = await pageBytes(page);
    await examine(page, server, "sign-in", { action: true });
    commonBytes = bytes;
  });
  test("the sign-in page, refused", async () => {
    await page.getByLabel("ログイン名").fill("nobody");
    await page.getByLabel("パスワード").fill("wrong-wrong-wrong");
    await page.getByRole("button", { name: "ログイン", exact: true }).click();
    await examine(page, server, "sign-in-refused", { status: 401 });
  });
  test("about", async () => {
    await page.goto(`${server.url}about`);
    await examine(page, server, "about");
  });
  test("a vendor's door", async () => {
    const code = "A".repeat(43);
    await page.goto(`${server.url}answer#${code}`);
    // The code goes into the form and out of the address bar.
    assert.equal(await page.getByLabel("回答用のリンク").inputValue(), code);
    assert.equal(page.url(), `${server.url}answer`);
    await examine(page, server, "answer", { action: true });
  });
  test("a vendor's door, refused", async () => {
    await page.getByLabel("暗証番号").fill("12345678");
    await page.getByRole("button", { name: "開く" }).click();
    await examine(page, server, "answer-refused", { status: 403 });
  });
  test("the choice of a facility", async () => {
    await signIn(page, server, demo.login("demo-head"), "若葉台");
    await page.goto(`${server.url}facilities`);
    await examine(page, server, "facilities");
  });
});

/** Every page of a signed-in owner. `edition` names the sheet, `full` also looks at every form, `sheets` are its other pages. */
function everyPage(who, facility, { edition, full, sheets }) {
  describe(`${who}, signed in`, () => {
    let server, page;
    const name = (path) => `${who}-${path === "" ? "home" : path.replaceAll(/[/?=]/g, "-")}`;

    before(async () => {
      const demo = await demoPeople();
      server = await startServer({ data: demo.data });
      page = await browser.newPage();
      await signIn(page, server, demo.login(who), facility);
    });
    after(async () => {
      await page.context().close();
      await server.stop();
    });

    const look = (path, asked) =>
      test(`/${path}`, async () => {
        await page.goto(server.url + path);
        await examine(page, server, name(path), asked);
      });

    look("", { action: true });
    look("checklist", { action: true });
    look("assets");
    look("lint");
    look("machines", { action: true });
    for (const path of ["unregistered", "missing", "disagreements"]) look(`machines/${path}`);
    look("assets?show=os.bad");
    look("editions/lifecycle");
    for (const item of full ? ITEMS : ITEMS.slice(1, 4)) look(`checklist/${edition}/${item}`);
    test("an answer, refused", async () => {
      await page.goto(`${server.url}checklist/${edition}/2-7`);
      await page.locator("input[name=value][value=no]").check();
      await page.getByLabel("目標日").fill("平成38年2月");
      await page.getByRole("button", { name: "この内容で確定する" }).click();
      await page.locator(".error-summary").first().waitFor();
      await examine(page, server, name("item-refused"), { status: 422 });
    });
    look("checklist/vendor", { action: true });
    for (const sheet of sheets) look(sheet);
    for (const sheet of ["selfcheck", "selfcheck/gl52-executive", "selfcheck/gl52-sysadmin", "selfcheck/gl52-staff", "surveys", "qa", "qa?q=パッチ", "qa/6-4", "crosswalk", "editions", "editions/diff?a=r6-medical&b=r7-medical", "editions/import", "editions/fill"]) look(sheet);

    for (const ledger of LEDGERS) {
      look(`ledgers/${ledger}`, { action: true });
      if (!full && !["devices", "accounts", "contracts"].includes(ledger)) continue;
      look(`ledgers/${ledger}/new`);
      test(`a row of ${ledger}`, async (t) => {
        await page.goto(`${server.url}ledgers/${ledger}`);
        const row = page.locator(".row-name a").first();
        if (!(await row.count())) return t.skip("the ledger is empty");
        await row.click();
        await page.locator("main form").first().waitFor();
        await examine(page, server, name(`ledgers-${ledger}-row`));
      });
    }
    look("ledgers/devices/import");
    look("ledgers/devices?q=どこにもない");
    test("a row, refused", async () => {
      await page.goto(`${server.url}ledgers/devices/new`);
      await page.getByLabel("登録日").fill("平成38年2月");
      await page.getByRole("button", { name: "追加する" }).click();
      await page.locator(".error-summary").waitFor();
      await examine(page, server, name("row-refused"), { status: 422 });
    });
    test("the preview of a paste", async () => {
      await page.goto(`${server.url}ledgers/devices/import`);
      await page.getByLabel("表を貼り付ける").fill("管理番号\tコンピュータ名\tOS\t登録日\nX-1\tUKETSUKE\tWindows 11 Pro 24H2\t2025/4/1\nX-2\tKANSA\tWindows 10 Pro 22H2\t平成38年2月\n");
      await page.getByRole("button", { name: "内容を確認する" }).click();
      await page.locator(".counts").waitFor();
      await examine(page, server, name("ledgers-devices-preview"), { action: true });
    });
    test("an import, refused", async () => {
      await page.goto(`${server.url}ledgers/devices/import`);
      await page.getByRole("button", { name: "内容を確認する" }).click();
      await page.locator(".error-summary").waitFor();
      await examine(page, server, name("import-refused"), { status: 422 });
    });

    for (const step of STEPS) look(`wizard/${step}`);
    look("netcheck", { action: true });
    test("a network diagnosis, refused", async () => {
      await page.goto(`${server.url}netcheck`);
      for (const box of await page.locator("input[name=device]").all()) await box.uncheck();
      await page.getByRole("button", { name: "診断する" }).click();
      await page.locator(".error-summary").waitFor();
      await examine(page, server, name("netcheck-refused"), { status: 422 });
    });
    test("a network diagnosis of this machine", async () => {
      // Only loopback is ever tried here: a device of the ledger that is this machine itself.
      await page.goto(`${server.url}ledgers/devices/new?stored=true`);
      await page.getByLabel("コンピュータ名").fill("KONO-SERVER");
      await page.getByLabel("IPアドレス").fill("127.93.0.1");
      await page.getByRole("button", { name: "追加する" }).click();
      await page.goto(`${server.url}netcheck`);
      for (const box of await page.locator("input[name=device]").all()) await box.uncheck();
      await page.getByLabel("KONO-SERVER").check();
      await page.getByRole("button", { name: "診断する" }).click();
      await page.getByRole("heading", { name: "ネットワーク診断の結果" }).waitFor();
      await examine(page, server, name("netcheck-result"));
      await page.goto(`${server.url}checklist/${edition}/2-13`);
      await page.getByRole("heading", { name: "根拠：ネットワーク診断" }).waitFor();
      await examine(page, server, name("netcheck-item"));
    });
    look("mail");
    look("disclosures", { action: true });
    look("disclosures/new", { action: true });
    test("a disclosure statement, as it was read", async () => {
      await page.goto(`${server.url}disclosures/new`);
      await page.locator("#contract").selectOption({ index: 1 });
      await page.getByText("行を貼り付ける").click();
      await page.locator("#paste").fill("番号\t質問\t回答\t備考\n1\t記録を残すか\tはい\t\n2\t暗号化するか\tいいえ\t次の版\n");
      await page.getByRole("button", { name: "内容を確認する" }).click();
      await page.locator("#notable").waitFor();
      await examine(page, server, name("disclosures-preview"));
    });
    test("a disclosure statement, a line of it and its questions, where there is one", async (t) => {
      await page.goto(`${server.url}disclosures`);
      const one = page.locator("td[data-label='登録した開示書'] a[href^='/disclosures/0']").first();
      if (!(await one.count())) return t.skip("there is none");
      await one.click();
      await page.locator("#remarks").waitFor();
      await examine(page, server, name("disclosures-one"));
      await page.locator("tbody a[href*='/lines/']").first().click();
      await page.locator("#talk").waitFor();
      await examine(page, server, name("disclosures-line"));
      await page.goBack();
      await page.getByRole("link", { name: "質問票を作る" }).click();
      await page.getByRole("button", { name: "質問票に入れる" }).waitFor();
      await examine(page, server, name("disclosures-questions"));
    });
    look("exceptions", { action: true });
    look("exceptions/new");
    look(`exceptions/new?item=${edition}:2-6`);
    look("reviews", { action: true });
    for (const kind of ["accounts", "patches", "backup", "restore", "logs"]) look(`reviews/${kind}`);
    test("an exception, where there is one", async (t) => {
      await page.goto(`${server.url}exceptions`);
      const row = page.locator(".row-name a").first();
      if (!(await row.count())) return t.skip("there is none");
      await row.click();
      await page.locator("#content").waitFor();
      await examine(page, server, name("exceptions-one"));
    });
    test("a review, refused", async () => {
      await page.goto(`${server.url}reviews/restore`);
      await page.getByRole("button", { name: "記録する" }).click();
      await page.locator(".error-summary").waitFor();
      await examine(page, server, name("review-refused"), { status: 422 });
    });
    look("chart", { action: true });
    look("inspection", { action: true });
    look("settings/account");
    look("settings/second-factor", { action: true });
    look("settings/users", { action: true });
    look("settings/users/new");
    test("a user", async () => {
      await page.goto(`${server.url}settings/users`);
      await page.locator("tbody th a").first().click();
      await page.locator("main form").first().waitFor();
      await examine(page, server, name("settings-user"));
    });
    look("settings/facility");
    look("settings/audit", { action: true });
    test("the audit log, verified", async () => {
      await page.goto(`${server.url}settings/audit`);
      await page.getByRole("button", { name: "記録を照合する" }).click();
      await page.getByText("すべてがつながっています").waitFor();
      await examine(page, server, name("settings-audit-verified"));
    });
    look("no/such/page", { status: 404 });
  });
}

describe("on a phone", () => {
  let server, page;
  before(async () => {
    const demo = await demoPeople();
    server = await startServer({ data: demo.data });
    page = await browser.newPage({ viewport: VIEWPORTS[1] });
    await signIn(page, server, demo.login("demo-pharmacy"), "本店");
  });
  after(async () => {
    await page.context().close();
    await server.stop();
  });

  for (const path of ["", "checklist", "checklist/r7-pharmacy/2-6", "checklist/vendor", "ledgers/devices", "ledgers/devices/new", "ledgers/devices/import", "wizard/inventory", "wizard/devices", "wizard/print", "assets", "lint", "machines", "machines/missing", "netcheck", "chart", "inspection", "selfcheck", "selfcheck/gl52-staff", "surveys/form-8", "qa", "crosswalk", "editions", "mail", "exceptions", "exceptions/new?item=r7-pharmacy:2-6", "reviews", "reviews/accounts", "reviews/restore", "settings/users/new", "settings/audit", "disclosures", "disclosures/new", "vendors", "vendors/request", "vendors/letters", "vendors/rollup"]) {
    test(`/${path}`, async () => {
      await page.goto(server.url + path);
      assert.equal(await page.locator("details.menu").evaluate((menu) => menu.open), false, "the menu is folded");
      assert.deepEqual(await axe(page), []);
      assert.equal(await overflow(page), 0);
      // Text that is cut off without a way to scroll to it.
      const cut = await page.evaluate(() =>
        [...document.querySelectorAll("main *")]
          .filter((part) => getComputedStyle(part).overflowX === "hidden" && part.scrollWidth > part.clientWidth + 1 && !part.matches(".visually-hidden, .visually-hidden *"))
          .map((part) => part.outerHTML.slice(0, 80)),
      );
      assert.deepEqual(cut, []);
    });
  }
});

everyPage("demo-pharmacy", "本店", { edition: "r7-pharmacy", full: true, sheets: ["surveys/form-8", "surveys/form-87-3-6"] });
everyPage("demo-hospital", undefined, {
  edition: "r7-medical",
  full: false,
  sheets: ["checklist?edition=r6-medical", "checklist?edition=r6-medical&only=r5", "checklist/r6-medical/gate", "checklist/r6-medical/2-7-nw", "checklist/gl52-sysadmin/s29", "selfcheck/gl52-online", "surveys/gmis-r6"],
});
