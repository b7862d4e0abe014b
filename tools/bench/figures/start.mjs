// How large it is and how soon it answers.

import { mkdtemp } from "node:fs/promises";
import { statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run, serve, serveTate } from "../lib/server.mjs";
import { median } from "../lib/table.mjs";

/** The release binary. */
export function size({ table }) {
  table.add("release binary", statSync(process.env.TATE_BIN).size / 1e6, "MB", 100);
}

/** Seconds from the start of the process to the first 200 of each path. */
async function firstAnswers(start, paths) {
  const server = await start();
  const seconds = [];
  for (const path of paths) {
    const answer = await fetch(new URL(path, server.url)); // follows redirects: on empty data to /start
    if (answer.status !== 200) throw new Error(`${answer.status} for ${path}`);
    await answer.arrayBuffer();
    seconds.push((performance.now() - server.began) / 1000);
  }
  return { server, seconds };
}

/** Cold start with empty data and with the demo's. */
export async function coldStart({ table, times, folder, data }) {
  const kinds = [
    ["empty data", 1, () => mkdtemp(join(folder, "empty-"))],
    ["demo data", 0.3, () => data],
  ];
  for (const [name, target, place] of kinds) {
    const runs = [];
    for (let turn = 0; turn < times.starts; turn += 1) {
      const at = await place();
      const { server, seconds } = await firstAnswers(() => serveTate(at), ["healthz", "sign-in"]);
      await server.stop();
      runs.push(seconds);
    }
    table.add(`cold start to /healthz, ${name}`, median(runs.map(([health]) => health)), "s", target);
    table.add(`cold start to /sign-in, ${name}`, median(runs.map(([, page]) => page)), "s", target);
  }
}

/** The peer: its data, its start, its idle memory. It stays up for the figures that follow. */
export async function peerStart({ table, times, folder }) {
  const peer = fileURLToPath(new URL("../peer", import.meta.url));
  const python = process.env.TATE_BENCH_PYTHON;
  const env = { PEER_DATA: join(folder, "peer.sqlite3"), PYTHONDONTWRITEBYTECODE: "1" };
  await run(python, [join(peer, "app.py"), "seed"], { env });
  const start = () =>
    serve(python, ["-m", "gunicorn", "--no-control-socket", "--chdir", peer, "--bind", "127.0.0.1:0", "--workers", "1", "--threads", "8", "--keep-alive", "30", "app:application"], {
      env,
      address: (output) => (/Booting worker/.test(output) ? `${/(http:\/\/127\.0\.0\.1:\d+)/.exec(output)[1]}/` : undefined),
    });
  const runs = [];
  for (let turn = 0; turn < Math.min(3, times.starts); turn += 1) {
    const { server, seconds } = await firstAnswers(start, ["healthz", "sign-in"]);
    await server.stop();
    runs.push(seconds);
  }
  table.compare("cold start to /healthz, demo data", median(runs.map(([health]) => health)));
  table.compare("cold start to /sign-in, demo data", median(runs.map(([, page]) => page)));
  const { server } = await firstAnswers(start, ["healthz"]);
  await new Promise((done) => setTimeout(done, times.idle * 1000));
  return { server, idle: server.memory() };
}
