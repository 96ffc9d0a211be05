import { GLOBALS } from '../ids.ts'

const CELL = 'sluice-cell'
const AXE = 'sluice-axe'

/** Which cell a page is, as its address says. */
export interface CellAddress {
  readonly cell: string
  /** Whether to look for what axe finds. */
  readonly hasAxe: boolean
}

/** Reads which cell this page is. */
export function cellOf(search: string): CellAddress | undefined {
  const parameters = new URLSearchParams(search)
  const cell = parameters.get(CELL)
  return cell === null ? undefined : { cell, hasAxe: parameters.has(AXE) }
}

/**
 * Writes the address of a story in a cell. What other tools chose goes along, as far as an
 * address can hold it.
 *
 * @param payload - the variants; none for the story as it is
 */
export function cellAddress(
  story: string,
  { cell, hasAxe }: CellAddress,
  globals: Readonly<Record<string, unknown>>,
  payload?: string,
): string {
  const chosen = Object.entries({
    ...globals,
    [GLOBALS.view]: '',
    [GLOBALS.here]: payload ?? '',
  }).filter(([, value]) => isPlain(value))
  const parameters = new URLSearchParams({
    id: story,
    viewMode: 'story',
    globals: chosen.map(([name, value]) => `${name}:${encode(value)}`).join(';'),
    [CELL]: cell,
    ...(hasAxe && { [AXE]: '1' }),
  })
  return `${location.pathname}?${parameters.toString()}`
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string'
    ? value !== '' && /^[\w -]*$/.test(value)
    : typeof value === 'number' || typeof value === 'boolean'
}

/** As Storybook writes it: what is no text is marked, unless it is a number. */
function encode(value: unknown): string {
  return typeof value === 'boolean' ? `!${String(value)}` : String(value)
}
