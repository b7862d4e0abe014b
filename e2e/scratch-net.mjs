import net from "node:net";
import { VIEWPORTS, axe, openBrowser, overflow, pageErrors } from "./lib/browser.mjs";
import { demoPeople, mainActionBelow, signIn } from "./lib/people.mjs";
import { startServer } from "./lib/server.mjs";
const demo = await demoPeople();
const server = await startServer({ data: demo.data });
const browser = await openBrowser();
const listener = net.createServer((s) => s.destroy()).listen(3389, "127.93.0.1");
const page = await browser.newPage();
await signIn(page, server, demo.login("demo-pharmacy"), "本店");
async function look(name) {
  const v = await axe(page);
  console.log(name, page.url().replace(server.url, ""), "axe:", JSON.stringify(v), "action below:", await mainActionBelow(page));
  for (const vp of VIEWPORTS) {
    await page.setViewportSize(vp);
    console.log("  overflow", vp.width, await overflow(page));
    await page.screenshot({ path: `/tmp/net-shots/${name}-${vp.width}.png`, fullPage: true });
    if (vp.width === 390) console.log("  axe phone", JSON.stringify(await axe(page)));
  }
  await page.setViewportSize(VIEWPORTS[0]);
}
await page.goto(server.url + "netcheck"); await look("choose");
await page.goto(`${server.url}ledgers/devices/new`);
await page.getByLabel("コンピュータ名").fill("KONO-SERVER");
await page.getByLabel("IPアドレス").fill("127.93.0.1");
await page.getByRole("button", { name: "追加する" }).click();
await page.goto(`${server.url}netcheck`);
for (const box of await page.locator("input[name=device]").all()) await box.uncheck();
await page.getByRole("button", { name: "診断する" }).click();
await page.locator(".error-summary").waitFor(); await look("refused");
await page.goto(`${server.url}netcheck`);
for (const box of await page.locator("input[name=device]").all()) await box.uncheck();
await page.getByLabel("KONO-SERVER").check();
await page.getByRole("button", { name: "診断する" }).click();
await page.getByRole("heading", { name: "ネットワーク診断の結果" }).waitFor(); await look("result");
await page.goto(`${server.url}netcheck`); await look("choose2");
await page.goto(`${server.url}checklist/r7-pharmacy/2-13`); await look("item");
const pdf = await page.context().request.get(server.url + "documents/binder.pdf");
(await import("node:fs")).writeFileSync("/tmp/net-shots/binder.pdf", await pdf.body());
console.log("binder", pdf.status(), "errors", pageErrors(page));
listener.close(); await browser.close(); await server.stop(); process.exit(0);
