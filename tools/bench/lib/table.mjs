// The figures, their targets and the peer's, as a table for a person and as JSON.

/** A number as short as it can be read. */
function short(value) {
  if (value === undefined) return "–";
  if (value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : 2);
}

/** Terminal columns of a text: Japanese and other wide letters do not occur in this table. */
const pad = (text, width, left = false) => (left ? text.padEnd(width) : text.padStart(width));

export class Table {
  rows = [];

  /** Adds a figure; smaller is better. No target: only told. `peer` is the same of the peer. */
  add(figure, value, unit, target, peer) {
    this.rows.push({ figure, value, unit, target, verdict: target === undefined ? "" : value <= target ? "ok" : "MISS" });
    if (peer !== undefined) this.compare(figure, peer);
    console.error(`      ${figure}: ${short(value)} ${unit}`);
  }

  /** Puts the peer's figure beside ours. */
  compare(figure, peer) {
    const row = this.rows.find((row) => row.figure === figure);
    Object.assign(row, { peer, ratio: peer / row.value });
  }

  /** The table as text. */
  text(title) {
    const head = ["figure", "measured", "target", "", "peer", "peer ÷ ours"];
    const lines = this.rows.map((row) => [
      row.figure,
      `${short(row.value)} ${row.unit}`,
      row.target === undefined ? "" : `≤ ${row.target}`,
      row.verdict,
      row.peer === undefined ? "" : short(row.peer),
      row.ratio === undefined ? "" : `${short(row.ratio)}×`,
    ]);
    const widths = head.map((name, at) => Math.max(name.length, ...lines.map((line) => line[at].length)));
    const print = (line) => line.map((cell, at) => pad(cell, widths[at], at === 0 || at === 3)).join("  ").trimEnd();
    const missed = this.rows.filter((row) => row.verdict === "MISS").length;
    const targets = this.rows.filter((row) => row.verdict).length;
    return [
      "",
      print(head),
      widths.map((width) => "-".repeat(width)).join("  "),
      ...lines.map(print),
      "",
      `${title}: ${targets - missed} of ${targets} targets met. Load: 20 people without a pause, generator on the same machine.`,
      "Peer: Django 5 + gunicorn (1 worker, 8 threads), SQLite WAL + FULL, same page and answer without any",
      "rules; for the import openpyxl into SQLite. For PDF no peer can be had here.",
    ].join("\n");
  }
}

/** The value below which a share of the values lies. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** The middle one. */
export const median = (values) => quantile(values, 0.5);
