import type { SqlRow } from '../../sqlite/index.js';

export function textOf(row: SqlRow, column: string): string {
  const value = row[column];
  return typeof value === 'string' ? value : String(value ?? '');
}

export function numberOf(row: SqlRow, column: string): number {
  return Number(row[column] ?? 0);
}

/** `{ [name]: text }`, or nothing when the column is null. */
export function optionalText<N extends string>(row: SqlRow, column: string, name: N): { readonly [K in N]?: string } {
  const value = row[column];
  return typeof value === 'string' ? ({ [name]: value } as { readonly [K in N]?: string }) : {};
}

export function optionalNumber<N extends string>(row: SqlRow, column: string, name: N): { readonly [K in N]?: number } {
  const value = row[column];
  return value === null || value === undefined ? {} : ({ [name]: Number(value) } as { readonly [K in N]?: number });
}
