import type { Override } from '@sluice/client'
import type { Scenario } from '@sluice/client/scenarios'
import type { Row } from '../flags/rows.ts'
import { misfit } from '../overlay/misfit.ts'

/** What a scenario may force on this page, and what was refused, each in a sentence. */
export interface CheckedScenario {
  readonly accepted: ReadonlyMap<string, Override>
  readonly refused: readonly string[]
}

/** Compares a scenario with the flags that there are: what does not fit forces nothing. */
export function checkScenario({ overrides = {} }: Scenario, rows: readonly Row[]): CheckedScenario {
  const known = new Map(rows.map((row) => [row.key, row]))
  const accepted = new Map<string, Override>()
  const refused: string[] = []
  for (const [key, override] of Object.entries(overrides)) {
    const row = known.get(key)
    const fault = faultOf(row, override)
    if (fault !== undefined) refused.push(`${key} was refused: ${fault}`)
    else accepted.set(key, whole(row as Row, override))
  }
  return { accepted, refused }
}

function faultOf(row: Row | undefined, { value, variant }: Override): string | undefined {
  if (!row || (!row.server && !row.about)) return 'there is no such flag.'
  if (row.locked !== undefined) return 'it may not be overridden.'
  const { type, choices } = row
  if (value !== undefined)
    return misfit(type, value, [row.server?.value, ...choices.map((choice) => choice.value)])
  if (row.about?.variants && !choices.some(({ name }) => name === variant))
    return `it has no variant "${variant}".`
  return undefined
}

/** Adds the value of a variant, where it is known here. */
function whole({ choices, server }: Row, override: Override): Override {
  if (override.value !== undefined) return override
  const { variant } = override
  const value =
    choices.find(({ name }) => name === variant)?.value ??
    (server?.variant === variant ? server?.value : undefined)
  return value === undefined ? override : { ...override, value }
}
