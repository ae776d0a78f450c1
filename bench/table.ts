/** One measured line: what, how much, against which reference of the same run, and what we aim for. */
export type Line = { what: string; measured: string; reference: string; ratio: string; aim: string };

/** A ratio as people read it. */
export function ratioOf(measured: number, reference: number): string {
  return (measured / reference).toFixed(2);
}

/** The lines as a Markdown table with even columns. */
export function tableOf(lines: Line[]): string {
  const head: Line = { what: 'what', measured: 'measured', reference: 'reference', ratio: 'ratio', aim: 'aim' };
  const columns = ['what', 'measured', 'reference', 'ratio', 'aim'] as const;
  const widths = columns.map((column) => Math.max(...[head, ...lines].map((line) => line[column].length)));
  const row = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const rule = row(widths.map((width) => '-'.repeat(width)));
  return [
    row(columns.map((column) => head[column])),
    rule,
    ...lines.map((line) => row(columns.map((column) => line[column]))),
  ].join('\n');
}
