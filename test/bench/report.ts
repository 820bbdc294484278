import { writeFile } from 'node:fs/promises';

/** One measure. `ratio` is value ÷ floor; a goal reads like `≤ 1.5` and is of the ratio, or of the value without a floor. */
export interface Row {
  name: string;
  value: number;
  unit: string;
  floor: number | null;
  ratio: number | null;
  goal: string;
}

/** Rounds to three digits that matter. */
export function row(name: string, unit: string, value: number, floor: number | null, goal: string): Row {
  const round = (number: number): number => Number(number.toPrecision(3));
  return {
    name,
    value: round(value),
    unit,
    floor: floor === null ? null : round(floor),
    ratio: floor === null ? null : round(value / floor),
    goal,
  };
}

/** Whether the row beats its goal. */
export function isMet({ goal, ratio, value }: Row): boolean {
  const [sign, limit] = goal.split(' ');
  const measured = ratio ?? value;
  return sign === '≤' ? measured <= Number(limit) : measured >= Number(limit);
}

export function print(rows: Row[]): void {
  const cells = rows.map((one) => [
    one.name,
    String(one.value),
    one.unit,
    one.floor === null ? '–' : String(one.floor),
    one.ratio === null ? '–' : String(one.ratio),
    one.goal,
    isMet(one) ? 'yes' : 'NO',
  ]);
  const table = [['name', 'value', 'unit', 'floor', 'ratio', 'goal', 'met'], ...cells];
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0))) ?? [];
  for (const line of table) {
    process.stdout.write(`${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}\n`);
  }
}

export async function save(rows: Row[], file: string): Promise<void> {
  await writeFile(file, `${JSON.stringify(rows, null, 2)}\n`);
}
