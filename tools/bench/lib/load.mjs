// People who work side by side for some seconds.

import { quantile } from "./table.mjs";

/**
 * Each person does `step(person, at)` over and over, without a pause or every `pause` ms.
 *
 * `step` gives the milliseconds of a good answer, or undefined for one that does not count.
 * Gives counts, p50 and p99 in ms, and the server's CPU milliseconds for each good answer.
 */
export async function load(server, people, seconds, step, pause = 0) {
  const good = [];
  let refused = 0;
  const cpu = server.cpu();
  const began = performance.now();
  const end = began + seconds * 1000;
  await Promise.all(
    people.map(async (person, at) => {
      // With pauses they must not all begin in one moment.
      if (pause) await new Promise((done) => setTimeout(done, (pause * at) / people.length));
      while (performance.now() < end) {
        const ms = await step(person, at);
        if (ms === undefined) refused += 1;
        else good.push(ms);
        if (pause) await new Promise((done) => setTimeout(done, Math.max(0, pause - (ms ?? 0))));
      }
    }),
  );
  if (!good.length) throw new Error("no good answer under load");
  const took = (performance.now() - began) / 1000;
  return {
    good: good.length,
    refused,
    perSecond: good.length / took,
    p50: quantile(good, 0.5),
    p99: quantile(good, 0.99),
    cpu: (server.cpu() - cpu) / (good.length + refused),
  };
}

/** Keeps the people busy with pages for some seconds more; nothing is measured. */
export async function mixedLoad(people, seconds) {
  const end = performance.now() + seconds * 1000;
  const paths = ["/checklist", "/", "/ledgers/devices", "/checklist/r7-pharmacy/2-6", "/chart"];
  await Promise.all(
    people.map(async (person, at) => {
      for (let turn = at; performance.now() < end; turn += 1) await person.get(paths[turn % paths.length]);
    }),
  );
}
