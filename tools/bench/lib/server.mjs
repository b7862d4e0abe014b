// Starting servers, and what the kernel knows of them: CPU time and memory.

import { spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";

const running = new Set();
/** Clock ticks in a second: 100 on every Linux that Rust and Node run on. */
const TICKS = 100;

/** Ends everything this run started. */
export function endAll() {
  for (const child of running) child.kill("SIGKILL");
}

/** The processes below one, and itself: a server's workers count too. */
function tree(pid) {
  const parents = new Map();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
    } catch {
      // It ended while we were reading.
    }
  }
  const found = [pid];
  for (const parent of found) for (const [child, of] of parents) if (of === parent) found.push(child);
  return found;
}

function status(pid, key) {
  try {
    const line = readFileSync(`/proc/${pid}/status`, "utf8").split("\n").find((line) => line.startsWith(`${key}:`));
    return Number(line.split(/\s+/)[1]) / 1024;
  } catch {
    return 0;
  }
}

/** Starts a command; the answer is a server once `address` finds its URL in what it prints. */
export function serve(command, args, { env = {}, address }) {
  const began = performance.now();
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  const ended = new Promise((done) => child.on("close", () => done(running.delete(child))));
  return new Promise((found, failed) => {
    let output = "";
    const read = (bytes) => {
      output += bytes;
      const url = address(output);
      if (!url) return;
      found({
        url,
        began,
        pid: child.pid,
        /** Resident memory in MB: of the largest process, since a worker shares pages with its master. */
        memory: () => Math.max(...tree(child.pid).map((pid) => status(pid, "VmRSS"))),
        /** CPU milliseconds so far, user and system, with its workers. */
        cpu: () =>
          tree(child.pid).reduce((sum, pid) => {
            const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
            const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
            return sum + ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
          }, 0),
        stop: async () => {
          child.kill("SIGTERM");
          const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
          await ended;
          clearTimeout(timer);
        },
      });
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("error", failed);
    ended.then(() => failed(new Error(`${command} ended before it served\n${output}`)));
  });
}

/** `tate serve` on a free port. */
export function serveTate(data) {
  const address = (output) => /(http:\/\/127\.0\.0\.1:\d+\/)[^\n]*\n/.exec(output)?.[1];
  return serve(process.env.TATE_BIN, ["serve", "--data", data, "--listen", "127.0.0.1:0"], { address });
}

/** Runs a program to its end; `code` is its exit code and `seconds` how long it took. */
export function run(command, args, { input = "", env = {}, exits = [0] } = {}) {
  const began = performance.now();
  return new Promise((done, failed) => {
    const child = spawn(command, args, { env: { ...process.env, ...env } });
    running.add(child);
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (bytes) => (stdout += bytes));
    child.stderr.on("data", (bytes) => (stderr += bytes));
    child.on("error", failed);
    child.on("close", (code) => {
      running.delete(child);
      if (exits.includes(code)) done({ stdout, stderr, seconds: (performance.now() - began) / 1000 });
      else failed(new Error(`${command} ${args.join(" ")} exited with ${code}\n${stderr}${stdout}`));
    });
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}

/** Runs one command of Tate. */
export const runTate = (args, options) => run(process.env.TATE_BIN, args, options);
