// Printing, and what the facts propose.

import { join } from "node:path";
import { Person } from "../lib/person.mjs";
import { run, runTate } from "../lib/server.mjs";
import { median } from "../lib/table.mjs";

async function made(person, path, magic) {
  const answer = await person.get(path, { "accept-encoding": "identity" });
  if (answer.status !== 200 || answer.body.toString("latin1", 0, magic.length) !== magic) throw new Error(`${answer.status} for ${path}`);
  return answer;
}

/** The hospital's binder and form, over HTTP and by the command line. */
export async function documents({ table, times, login, data, folder }, server) {
  const person = new Person(server.url);
  await person.signIn(login("demo-hospital"));
  const binder = () => made(person, "/documents/binder.pdf", "%PDF");
  const before = server.cpu();
  const first = await binder();
  table.add("binder of the hospital, first", first.ms / 1000, "s", 2);
  table.add("binder of the hospital, first, CPU", (server.cpu() - before) / 1000, "s");
  // A note between two prints: the second has other data, as in use.
  const again = [];
  for (let turn = 0; turn < 3; turn += 1) {
    await person.post("/checklist/r7-pharmacy/2-1/notes", { note: `計測 ${turn}` });
    again.push((await binder()).ms / 1000);
  }
  table.add("binder of the hospital, warm", median(again), "s", 1);
  const out = join(folder, "binder.pdf");
  const command = await runTate(["export", "binder", "--data", data, "--facility", "demo-hospital", "--out", out]);
  table.add("tate export binder, whole command", command.seconds, "s", 2);
  for (const [ending, magic, target] of [["pdf", "%PDF", 150], ["xlsx", "PK", 50]]) {
    await made(person, `/documents/form.${ending}`, magic);
    const runs = [];
    for (let turn = 0; turn < times.starts; turn += 1) runs.push((await made(person, `/documents/form.${ending}`, magic)).ms);
    table.add(`form as ${ending}`, median(runs), "ms", target);
  }
  const visits = [];
  for (let turn = 0; turn < 20; turn += 1) visits.push((await person.get("/checklist/r7-pharmacy/2-6")).ms);
  table.add("item page with its proposal, warm", median(visits), "ms", 50);
  const lint = [];
  for (let turn = 0; turn < 20; turn += 1) lint.push((await made(person, "/lint", "<!doctype html>")).ms);
  table.add("contradiction lint of the hospital, page, warm", median(lint), "ms", 50);
}

/** The whole command, with start and reading every ledger. */
export async function propose({ table, times, data }) {
  const runs = [];
  for (let turn = 0; turn < times.starts; turn += 1) {
    const run = await runTate(["propose", "--data", data, "--facility", "demo-hospital", "--edition", "r7-pharmacy", "--json"]);
    runs.push(run.seconds * 1000);
  }
  table.add("tate propose, 300 devices, whole command", median(runs), "ms", 50);
}

/** Proposals and lint in one process: the hospital, and a chain of 600 shops of 30 devices. */
export async function lint({ table, times, data, quick }) {
  const runs = [];
  for (let turn = 0; turn < times.starts; turn += 1) {
    const run = await runTate(["lint", "--data", data, "--facility", "demo-hospital", "--json"], { exits: [0, 1] });
    runs.push(run.seconds * 1000);
  }
  table.add("tate lint, demo hospital, whole command", median(runs), "ms");
  const shops = quick ? 20 : 600;
  const { stdout } = await run(process.env.TATE_LINT_BENCH, [String(shops)]);
  const turns = (what) => [...stdout.matchAll(new RegExp(`^${what}, turn \\d+: ([\\d.]+) ms$`, "gm"))].map((found) => Number(found[1]));
  const hospital = turns("hospital, propose and lint");
  table.add("propose + lint, demo hospital, first", hospital[0], "ms", 50);
  table.add("propose + lint, demo hospital, again", median(hospital.slice(1)), "ms", 50);
  table.add(`propose + lint, ${shops} shops of 30 devices`, median(turns(`${shops} shops of 30 devices`)) / 1000, "s", 3);
  const peak = /^peak memory: ([\d.]+) MB$/m.exec(stdout);
  if (peak) table.add(`propose + lint, ${shops} shops, peak memory`, Number(peak[1]), "MB");
}
