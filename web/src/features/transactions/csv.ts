/** Rows to a file as the bank itself writes them (chalicelib/platform/sheets.py): RFC 4180, with the mark by which Excel knows
 * UTF-8. Text never becomes a formula. */

export type Cell = string | { number: string };

const SIGN = /^[=+\-@\u2212]/u;
const TO_BE_SEEN = /^[\p{L}\p{N}\p{P}\p{S}]/u;
const BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"; // letters and symbols by category, yet nothing to see

export function csv(columns: string[], rows: Cell[][]): Blob {
  const lines = [columns, ...rows].map((row) => row.map(field).join(",") + "\r\n");
  return new Blob(["\ufeff", ...lines], { type: "text/csv;charset=utf-8" });
}

function field(cell: Cell): string {
  if (typeof cell !== "string") return cell.number;
  // Excel splits at `;` where the comma is the decimal sign, quotes or not: what follows one may begin a cell.
  const parts = cell.split(";").map((part) => (beginsFormula(part) ? `'${part}` : part));
  return `"${parts.join(";").replaceAll('"', '""')}"`;
}

/** Whether the first thing to see is a sign, in any width, or something like a tab comes before it. */
function beginsFormula(text: string): boolean {
  for (const character of text) {
    if (SIGN.test(character.normalize("NFKC")) || /^\p{Cc}/u.test(character)) return true;
    if (TO_BE_SEEN.test(character) && !BLANK_LETTERS.includes(character)) return false;
  }
  return false;
}

/** Puts a file where the customer's files go. */
export function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
