// Three thousand devices from a workbook.

import { writeFileSync } from "node:fs";
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

/** A GLPI agent's file of one busy PC: 460 programs, 24 updates and what runs on it, 1.2 MB of JSON. */
function glpiFile(path) {
  const softwares = [];
  for (let n = 0; softwares.length < 484; n += 1) {
    const update = n % 20 === 0;
    softwares.push({
      name: update ? `KB5${String(n).padStart(6, "0")}` : `計測ソフト ${n}`,
      version: `${n % 40}.${n % 7}.${n}`,
      publisher: `架空ソフト工房 ${n % 30}`,
      install_date: `2026-${String((n % 11) + 1).padStart(2, "0")}-15`,
      arch: "x86_64",
      from: "registry",
      ...(update ? { release_type: "Security Update" } : {}),
    });
  }
  const content = {
    hardware: { name: "KEISOKU-PC", uuid: "4c4c4544-0042-3010-8054-b7c04f000000", memory: 8192 },
    bios: { smanufacturer: "架空電機", smodel: "KD-100", ssn: "KD100-0001" },
    operatingsystem: { full_name: "Microsoft Windows 11 Pro", version: "25H2", service_pack: "26200.7171", name: "Windows" },
    networks: [{ description: "eth0", mac: "02:00:00:00:00:01", ipaddress: "192.168.10.5", type: "ethernet", status: "up" }],
    softwares,
    processes: Array.from({ length: 9_000 }, (_, n) => ({ pid: n, cmd: `C:\\\\Keisoku\\\\dousa-${n}.exe --sagyou ${n % 97} --kata ${n % 13}`, user: "SYSTEM", mem: 1.5, cpuusage: 0, started: "2026-11-20 08:30" })),
    versionclient: "GLPI-Agent_v1.15",
  };
  const text = JSON.stringify({ action: "inventory", deviceid: "KEISOKU-PC-2026-11-20-09-00-00", itemtype: "Computer", content });
  writeFileSync(path, text);
  return Buffer.byteLength(text) / 1e6;
}

/** The same PC read by the import of machine formats. */
export async function machines({ table, folder }) {
  const file = join(folder, "glpi.json");
  const size = glpiFile(file).toFixed(1);
  const data = join(folder, "machines");
  const init = ["init", "--data", data, "--kind", "hospital", "--name", "計測病院", "--admin", "admin"];
  await runTate(init, { input: "horse-battery-staple-9\n" });
  const ours = await measured([process.env.TATE_BIN, "import", "devices", file, "--data", data, "--json"]);
  const { added, format } = JSON.parse(ours.stdout);
  if (format !== "glpi" || added < 400) throw new Error(`imported ${added} rows as ${format}`);
  table.add(`GLPI import, ${size} MB, ${added} rows`, ours.seconds, "s");
  table.add(`GLPI import, ${size} MB, CPU`, ours.cpu, "s");
  table.add(`GLPI import, ${size} MB, peak memory`, ours.peak, "MB");
}
