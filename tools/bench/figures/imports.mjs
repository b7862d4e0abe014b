// Three thousand devices from a workbook.

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run, runTate } from "../lib/server.mjs";

const tool = (name) => fileURLToPath(new URL(`../peer/${name}`, import.meta.url));
const python = (args) => run(process.env.TATE_BENCH_PYTHON, args);

/** Seconds, CPU seconds and peak MB of a command with all its children, as the kernel counts them. */
async function measured(command) {
  return JSON.parse((await python([tool("measure.py"), ...command])).stdout);
}

export async function imports({ table, folder, peer }) {
  const book = join(folder, "devices.xlsx");
  try {
    await python([tool("make_xlsx.py"), book, "3000"]);
  } catch (error) {
    console.error(`      no workbook without openpyxl: ${String(error).split("\n")[0]}`);
    return;
  }
  const data = join(folder, "import");
  const init = ["init", "--data", data, "--kind", "hospital", "--name", "計測病院", "--admin", "admin"];
  await runTate(init, { input: "horse-battery-staple-9\n" });
  const ours = await measured([process.env.TATE_BIN, "import", "devices", book, "--data", data, "--json"]);
  const added = JSON.parse(ours.stdout).added;
  if (added !== 3000) throw new Error(`imported ${added} rows of 3000`);
  const theirs = peer ? await measured([process.env.TATE_BENCH_PYTHON, tool("import_xlsx.py"), book, join(folder, "peer-import.sqlite3")]) : undefined;
  table.add("xlsx import of 3,000 rows", ours.seconds, "s", 1, theirs?.seconds);
  table.add("xlsx import of 3,000 rows, CPU", ours.cpu, "s", undefined, theirs?.cpu);
  table.add("xlsx import of 3,000 rows, peak memory", ours.peak, "MB", 100, theirs?.peak);
}
