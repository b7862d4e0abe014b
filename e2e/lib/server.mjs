// Starts the real binary on data of its own, for one test file.
//
//   const server = await startServer({ data: await demoData() });
//   await page.goto(server.url);
//   await server.stop();
//
// The binary comes from TATE_BIN (./test sets it), else from the debug build beside us.
// Every server is killed and every data folder deleted when the test process ends.

import { spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const START_SECONDS = 30;

/** Path of the binary under test. */
export function tateBinary() {
  const path = resolve(process.env.TATE_BIN ?? join(root, "target/debug/tate"));
  if (!existsSync(path)) {
    throw new Error(`no binary at ${path}: run \`cargo build -p tate-cli\` or set TATE_BIN`);
  }
  return path;
}

const running = new Set();
const folders = new Set();

process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
// A signal skips "exit" unless somebody turns it into one.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

/** A path for a data folder that does not exist yet; deleted at the end. */
export async function emptyData() {
  const folder = await mkdtemp(join(tmpdir(), "tate-e2e-"));
  folders.add(folder);
  return join(folder, "data");
}

/**
 * Runs one command of the binary to its end.
 *
 * Throws when it exits with anything but 0; `input` goes to its standard input, which is where
 * passwords belong.
 */
export function tate(args, { input = "", env = {} } = {}) {
  return new Promise((done, failed) => {
    const child = spawn(tateBinary(), args, { env: { ...process.env, ...env } });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (bytes) => (stdout += bytes));
    child.stderr.on("data", (bytes) => (stderr += bytes));
    child.on("error", failed);
    child.on("close", (code) => {
      if (code === 0) done({ stdout, stderr });
      else failed(new Error(`tate ${args.join(" ")} exited with ${code}\n${stderr}${stdout}`));
    });
    child.stdin.on("error", () => {}); // it may end before it has read everything
    child.stdin.end(input);
  });
}

/** A data folder with one facility and its first administrator. */
export async function initData({
  kind = "pharmacy",
  name = "あおば試験薬局",
  admin = "admin",
  password = "horse-battery-staple-9",
} = {}) {
  const data = await emptyData();
  const args = ["init", "--data", data, "--kind", kind, "--name", name, "--admin", admin];
  await tate(args, { input: `${password}\n` });
  return { data, admin, password };
}

/** A data folder with the fictional facilities; `notes` is what the command printed. */
export async function demoData() {
  const data = await emptyData();
  const { stdout } = await tate(["demo", "--data", data]);
  return { data, notes: stdout };
}

/**
 * Starts `tate serve` on a free port and waits until it has printed its address.
 *
 * `data` is a path, or what emptyData, initData or demoData gave. The answer has:
 * `url` (ends in /), `data`, `output()` (all it has printed), `stop()` (asks it to end and
 * waits), `kill()` (SIGKILL, as a power cut would), and `restart()` (same data, new port).
 */
export async function startServer({ data, args = [], env = {} } = {}) {
  const folder = typeof data === "string" ? data : (data?.data ?? (await emptyData()));
  const command = ["serve", "--data", folder, "--listen", "127.0.0.1:0", ...args];
  const child = spawn(tateBinary(), command, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  let output = "";
  const ended = new Promise((done) => {
    child.on("close", (code, signal) => {
      running.delete(child);
      done({ code, signal });
    });
  });

  const url = await new Promise((found, failed) => {
    const stop = (why) => {
      child.kill("SIGKILL");
      failed(new Error(`tate serve ${why}\n${output}`));
    };
    const timer = setTimeout(() => stop(`printed no address in ${START_SECONDS} s`), START_SECONDS * 1000);
    child.on("error", failed);
    ended.then(({ code, signal }) => {
      clearTimeout(timer);
      failed(new Error(`tate serve ended (${code ?? signal}) before it served\n${output}`));
    });
    const read = (bytes) => {
      output += bytes;
      // Only a whole line counts: a port cut in half by the pipe would be a wrong one.
      const match = /(http:\/\/127\.0\.0\.1:\d+\/)[^\n]*\n/.exec(output);
      if (match) {
        clearTimeout(timer);
        found(match[1]);
      }
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
  });

  const end = async (signal) => {
    child.kill(signal);
    const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
    const how = await ended;
    clearTimeout(timer);
    return how;
  };
  return {
    url,
    data: folder,
    output: () => output,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    restart: async () => {
      await end("SIGTERM");
      return startServer({ data: folder, args, env });
    },
  };
}
