// The run: one server after another, each figure once, one table. Started by ./bench.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { documents, lint, propose } from "./figures/documents.mjs";
import { imports, machines } from "./figures/imports.mjs";
import { answers, peerAnswers, peerPages, pages } from "./figures/pages.mjs";
import { signIn } from "./figures/sign_in.mjs";
import { coldStart, peerStart, size } from "./figures/start.mjs";
import { endAll, runTate, serveTate } from "./lib/server.mjs";
import { Table } from "./lib/table.mjs";
import { mixedLoad } from "./lib/load.mjs";

const quick = process.argv.includes("--quick");
const peer = !process.argv.includes("--no-peer");
const times = { starts: quick ? 2 : 5, load: quick ? 2 : 10, idle: quick ? 1 : 5, memory: quick ? 4 : 60 };

const folder = await mkdtemp(join(tmpdir(), "tate-bench-"));
const leave = () => {
  endAll();
  rmSync(folder, { recursive: true, force: true });
};
process.on("exit", leave);
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
// Whatever hangs, the bench ends.
setTimeout(() => {
  console.error("error: not done after ten minutes");
  process.exit(1);
}, 600_000).unref();

const say = (text) => console.error(`==> ${text}`);
const sleep = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
const table = new Table();
const began = Date.now();
if (loadavg()[0] > 1) say(`this machine is busy (load ${loadavg()[0].toFixed(1)}): take the ratios, not the times`);

const data = join(folder, "data");
const demo = JSON.parse((await runTate(["demo", "--data", data, "--json"])).stdout);
const login = (name) => demo.logins.find((person) => person.login === name);
const bench = { table, times, folder, data, login, peer, quick };

say("size and cold start");
size(bench);
await coldStart(bench);
const other = peer ? await peerStart(bench) : undefined;

say(`idle memory after ${times.idle} s`);
const server = await serveTate(data);
await fetch(new URL("healthz", server.url));
await sleep(times.idle);
table.add("resident memory, idle", server.memory(), "MB", 80, other?.idle);

say(`checklist page, 20 people, ${times.load} s`);
const loadBegan = Date.now();
const page = await pages(bench, server);
const answer = await answers(bench, server);
// What is left of the minute: pages and answers mixed, as people use it.
await mixedLoad(page.people, times.memory - (Date.now() - loadBegan) / 1000);
table.add(`resident memory, after ${times.memory} s of load`, server.memory(), "MB", 200);
say("binder and forms");
await documents(bench, server);
table.add("resident memory, after printing four binders", server.memory(), "MB", 200);
if (other) {
  say("the peer's page and answer");
  page.compare(await peerPages(bench, other));
  answer.compare(await peerAnswers(bench, other));
  table.compare(`resident memory, after ${times.memory} s of load`, other.server.memory());
  await other.server.stop();
}

say("sign-in and a flood of bad ones");
await signIn(bench, server);
await server.stop();

say("propose and import");
await propose(bench);
await imports(bench);
await machines(bench);
say("proposals and lint, 600 shops");
await lint(bench);

const text = table.text(`Tate ${demo.version ?? ""}`.trim());
console.log(text);
mkdirSync("bench-out", { recursive: true });
writeFileSync("bench-out/bench.txt", `${text}\n`);
writeFileSync("bench-out/bench.json", `${JSON.stringify(table.rows, null, 2)}\n`);
say(`measured in ${Math.round((Date.now() - began) / 1000)} s; kept in bench-out/`);
process.exit(0);
