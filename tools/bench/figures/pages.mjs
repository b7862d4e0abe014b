// The page people look at most, and the answer they confirm on it: 20 people at once.

import { load } from "../lib/load.mjs";
import { Person, valueOf } from "../lib/person.mjs";

const PEOPLE = 20;

/** Adds the three figures of a load; gives a function that puts the peer's beside them. */
function tell(table, name, result, targets) {
  table.add(`${name}, p50`, result.p50, "ms", targets.p50);
  table.add(`${name}, p99`, result.p99, "ms", targets.p99);
  table.add(`${name}, server CPU`, result.cpu, "ms", targets.cpu);
  table.add(`${name}, seconds for 1,000`, 1000 / result.perSecond, "s");
  return (peer) => {
    table.compare(`${name}, p50`, peer.p50);
    table.compare(`${name}, p99`, peer.p99);
    table.compare(`${name}, server CPU`, peer.cpu);
    table.compare(`${name}, seconds for 1,000`, 1000 / peer.perSecond);
  };
}

async function signedIn(url, who, count = PEOPLE) {
  const people = [];
  for (let at = 0; at < count; at += 1) {
    const person = new Person(url);
    const answer = await person.signIn(who);
    if (answer.status !== 303 && answer.status !== 302) throw new Error(`sign-in answered ${answer.status}`);
    people.push(person);
  }
  return people;
}

const open = (path) => async (person) => {
  const answer = await person.get(path);
  return answer.status === 200 ? answer.ms : undefined;
};

/** The checklist of the demo's hospital: 19 rows over 300 devices. */
export async function pages({ table, times, login }, server) {
  const people = await signedIn(server.url, login("demo-hospital"));
  await people[0].text("/checklist");
  const result = await load(server, people, times.load, open("/checklist"));
  const compare = tell(table, "checklist page", result, { cpu: 3 });
  const paced = await load(server, people, times.load / 2, open("/checklist"), 500);
  table.add("checklist page at 40 requests/s, p99", paced.p99, "ms", 50);
  return { people, compare };
}

/** Answers over the chain's twelve shops: each person has items of their own, so nobody waits for a conflict. */
export async function answers({ table, times, login }, server) {
  const people = await signedIn(server.url, login("demo-head"));
  const shops = [...(await people[0].text("/facilities")).matchAll(/name="facility" value="([^"]+)"/g)].map(([, id]) => id);
  const work = await Promise.all(
    people.map(async (person, at) => {
      await person.post("/facilities", { facility: shops[at % shops.length] });
      const items = [...(await person.text("/checklist")).matchAll(/href="(\/checklist\/r7-pharmacy\/[^"]+)"/g)].map(([, path]) => path);
      const all = [...new Set(items)];
      // The twelve first have the even items of their shop, the eight others the odd ones.
      return { items: all.filter((_, item) => item % 2 === Math.floor(at / shops.length)), turn: 0, seen: new Map() };
    }),
  );
  const step = async (person, at) => {
    const own = work[at];
    const path = own.items[own.turn % own.items.length];
    own.turn += 1;
    if (!own.seen.has(path)) {
      // Only the first visit reads the page; it is no part of the answer's time.
      const page = await person.text(path);
      own.seen.set(path, { version: Number(valueOf(page, "seen")), day: valueOf(page, "checked_on"), until: valueOf(page, "target_date") });
    }
    const seen = own.seen.get(path);
    const answer = await person.post(path, { value: "no", checked_on: seen.day, target_date: seen.until, reason: `計測 ${own.turn}`, seen: seen.version });
    if (answer.status !== 303) {
      own.seen.delete(path);
      return undefined;
    }
    seen.version += 1;
    return answer.ms;
  };
  // Everybody's first visits, before the clock runs.
  await Promise.all(people.map(async (person, at) => {
    for (const _ of work[at].items) await step(person, at);
  }));
  const result = await load(server, people, times.load, step);
  if (result.refused) console.error(`      ${result.refused} answers refused`);
  return { compare: tell(table, "answer, durable with audit event", result, { p99: 100, cpu: 2 }) };
}

/** The peer's page: the same 19 rows, no rules. */
export async function peerPages({ times }, { server }) {
  const people = await signedIn(server.url, { login: "bench", password: "bench" });
  return load(server, people, times.load, open("/checklist"));
}

/** The peer's answer: an answer and an audit row in one transaction. */
export async function peerAnswers({ times }, { server }) {
  const people = await signedIn(server.url, { login: "bench", password: "bench" });
  let count = 0;
  return load(server, people, times.load, async (person, at) => {
    count += 1;
    const answer = await person.post(`/checklist/${at % 12}/${count % 19}`, { value: "no", reason: `計測 ${count}` });
    return answer.status === 302 ? answer.ms : undefined;
  });
}
