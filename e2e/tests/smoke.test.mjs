// The instruments themselves: each must find what was planted, or its silence means nothing.

import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { axe, openBrowser, outsideRequests, overflow, pageBytes, pageErrors, screenshot } from "../lib/browser.mjs";

const page_of = (body, title = "試験") =>
  `<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>${title}</title>` +
  `<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/faults.css"></head><body><main><h1>試験</h1>${body}</main></body></html>`;

const pages = {
  "/clean": page_of("<p>問題のない頁です。</p>"),
  "/faulty": page_of('<img src="/dot.svg"><input type="text"><p class="thin">薄い字</p>'),
  "/noscript": page_of("<p id=a></p><script>a.textContent='動く'</script><noscript><p>動かない</p></noscript>"),
  "/noscript-faulty": page_of("<noscript><input type=text></noscript>"),
  "/wide": page_of('<div class="wide">広い</div>'),
  "/outside": page_of('<img alt="" src="http://127.0.0.2:9/x.png">'),
  "/broken": page_of("<script>throw new Error('planted')</script>"),
  "/styled": page_of("<p>字</p>").replace("</head>", '<link rel="stylesheet" href="/big.css"></head>'),
};

describe("the instruments", () => {
  let browser, http, origin;

  before(async () => {
    http = createServer((request, response) => {
      if (request.url === "/dot.svg") {
        response.setHeader("content-type", "image/svg+xml");
        return response.end('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
      }
      if (request.url === "/faults.css") {
        response.setHeader("content-type", "text/css");
        return response.end(".thin { color: #bbb } .wide { width: 3000px }");
      }
      if (request.url === "/big.css") {
        response.setHeader("content-type", "text/css");
        return response.end("/*" + "x".repeat(50_000) + "*/");
      }
      // Strict, as the product's own: axe must work under it.
      response.setHeader("content-security-policy", "default-src 'self'; script-src 'self' 'unsafe-inline'");
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.setHeader("content-encoding", "gzip");
      response.end(gzipSync(pages[request.url] ?? page_of("無い")));
    });
    await new Promise((done) => http.listen(0, "127.0.0.1", done));
    origin = `http://127.0.0.1:${http.address().port}`;
    browser = await openBrowser();
  });

  after(async () => {
    await browser?.close();
    http?.close();
  });

  const open = async (path, options) => {
    const page = await browser.newPage(options);
    await page.goto(origin + path, { waitUntil: "networkidle" });
    return page;
  };

  test("axe finds nothing on a clean page", async () => {
    assert.deepEqual(await axe(await open("/clean")), []);
  });

  test("axe finds every planted violation", async () => {
    const found = (await axe(await open("/faulty"))).join("\n");
    for (const rule of ["image-alt", "label", "color-contrast"]) assert.match(found, new RegExp(`^${rule}:`, "m"));
  });

  test("axe finds a planted violation that only a person without JavaScript meets", async () => {
    assert.deepEqual(await axe(await open("/clean", { javaScript: false })), []);
    const found = await axe(await open("/noscript-faulty", { javaScript: false }));
    assert.match(found.join("\n"), /^label:/m);
  });

  test("JavaScript off is really off", async () => {
    assert.match(await (await open("/noscript")).innerText("main"), /動く/);
    assert.match(await (await open("/noscript", { javaScript: false })).innerText("main"), /動かない/);
  });

  test("page bytes count what went over the wire, styles included", async () => {
    const small = await pageBytes(await open("/clean"));
    assert.ok(small > 100 && small < 1000, `${small}`);
    const styled = await pageBytes(await open("/styled"));
    assert.ok(styled > 50_000 && styled < 52_000, `${styled}`);
  });

  test("page bytes start again with the next document", async () => {
    const page = await open("/styled");
    await page.goto(`${origin}/clean`, { waitUntil: "networkidle" });
    assert.ok((await pageBytes(page)) < 1000);
  });

  test("a request to another host and a script error are noticed", async () => {
    assert.deepEqual(outsideRequests(await open("/clean"), origin), []);
    assert.equal(outsideRequests(await open("/outside"), origin).length, 1);
    assert.deepEqual(pageErrors(await open("/clean")), []);
    assert.match(pageErrors(await open("/broken")).join("\n"), /planted/);
  });

  test("a page wider than its window is noticed, and both pictures are taken", async () => {
    assert.equal(await overflow(await open("/clean")), 0);
    const wide = await open("/wide");
    assert.ok((await overflow(wide)) > 1000);
    for (const path of await screenshot(wide, "smoke")) assert.ok(statSync(path).size > 500);
  });
});
