// Signing in, and other people's pages while somebody floods the door.

import { Person } from "../lib/person.mjs";
import { median, quantile } from "../lib/table.mjs";

const AT_ONCE = 50;
/** Each of them waits this long (ms) after an answer: the flood comes from elsewhere, and its senders
 * must not take the processor from the server that they share it with here. */
const PAUSE = 100;

/** Looks at the checklist every 25 ms until told to stop; the times. */
async function visitor(person, until) {
  const times = [];
  while (!until()) {
    times.push((await person.get("/checklist")).ms);
    await new Promise((done) => setTimeout(done, 25));
  }
  return times;
}

export async function signIn({ table, times, login, quick }, server) {
  const runs = [];
  for (let turn = 0; turn < times.starts; turn += 1) {
    const answer = await new Person(server.url).signIn(login("demo-pharmacy"));
    if (answer.status !== 303) throw new Error(`sign-in answered ${answer.status}`);
    runs.push(answer.ms);
  }
  table.add("one sign-in", median(runs), "ms");

  const person = new Person(server.url);
  await person.signIn(login("demo-hospital"));
  const end = performance.now() + (quick ? 1 : 3) * 1000;
  const calm = await visitor(person, () => performance.now() > end);
  const before = server.memory();
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, server.memory())), 20);
  const least = quick ? 100 : 500;
  let [sent, done, busy] = [0, false, 0];
  const seen = visitor(person, () => done);
  const began = performance.now();
  const flooding = () => sent < least || performance.now() < began + (quick ? 1 : 3) * 1000;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      const stranger = new Person(server.url);
      while (flooding()) {
        sent += 1;
        // Half of them at a login that exists.
        const name = sent % 2 ? "demo-inspector" : `nobody-${sent}`;
        const answer = await stranger.signIn({ login: name, password: `wrong-password-${sent}` });
        if (answer.status < 400) throw new Error("a wrong password was let in");
        if (answer.status === 429 || answer.status === 503) busy += 1;
        await new Promise((next) => setTimeout(next, PAUSE));
      }
    }),
  );
  const took = (performance.now() - began) / 1000;
  done = true;
  const under = await seen;
  clearInterval(watch);
  const [quiet, loud] = [quantile(calm, 0.99), quantile(under, 0.99)];
  table.add("another person's page before the flood, p99", quiet, "ms");
  table.add(`the same under ${sent} bad sign-ins, p99`, loud, "ms");
  table.add("the same, times the calm one", loud / quiet, "×", 2);
  table.add("memory that the flood adds", Math.max(0, peak - before), "MB", 256);
  table.add(`the flood itself (${busy} of ${sent} turned away as too many)`, took, "s");
}
