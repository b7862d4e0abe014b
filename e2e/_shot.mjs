import { openBrowser, VIEWPORTS, axe } from "/work/main/e2e/lib/browser.mjs";
import { startServer } from "/work/main/e2e/lib/server.mjs";
import { demoPeople, signIn } from "/work/main/e2e/lib/people.mjs";
import { mkdirSync } from "node:fs";
mkdirSync("/tmp/shots", { recursive: true });
const demo = await demoPeople();
const server = await startServer({ data: demo.data });
const browser = await openBrowser();
for (const [who, fac, tag] of [["demo-pharmacy","本店","ph"],["demo-hospital",undefined,"ho"]]) {
 for (const [i, viewport] of VIEWPORTS.entries()) {
  const page = await browser.newPage({ viewport }); page.setDefaultTimeout(60000); page.setDefaultNavigationTimeout(60000);
  await signIn(page, server, demo.login(who), fac);
  const list = i === 0 ? ["", "assets","lint","exceptions","exceptions/new","reviews","reviews/accounts","reviews/restore","netcheck","machines","machines/unregistered","machines/missing","machines/disagreements","editions/lifecycle","checklist","checklist/r7-pharmacy/2-13","checklist/r7-pharmacy/2-6","ledgers/services","inspection"] : ["","assets","lint","machines","reviews/accounts"];
  for (const path of list) {
    const r = await page.goto(server.url + (tag==="ho"? path.replace("r7-pharmacy","r7-medical"):path));
    const bytes = (await r.body()).length;
    let v = []; try { v = await axe(page); } catch (e) { v = [String(e).slice(0,100)]; }
    const over = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    const name = `/tmp/shots/${tag}-${i}-${path.replaceAll("/","_")||"home"}.png`;
    await page.screenshot({ path: name, fullPage: i===1 ? false : true });
    console.log(tag, i, path, r.status(), Math.round(bytes/1024)+"KB", "axe", JSON.stringify(v).slice(0,200), over ? "OVERFLOW" : "");
  }
  await page.close?.();
 }
}
await browser.close(); await server.stop(); process.exit(0);
