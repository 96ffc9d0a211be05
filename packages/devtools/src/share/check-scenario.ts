import type { Override, SluiceContext } from '@sluice/client'
import type { Scenario } from '@sluice/client/scenarios'
import type { Row } from '../flags/rows.ts'
import type { SluiceManifest } from '../manifest.ts'
import type { Checks } from './checks.ts'
import { sharedSettings, type SharedSettings } from './shared-settings.ts'

/** What a scenario may force on this page, and what was refused, each in a sentence. */
export interface CheckedScenario {
  readonly accepted: ReadonlyMap<string, Override>
  /** As whom the page is looked at; absent where the scenario has nobody, or was refused that. */
  readonly context: SluiceContext | undefined
  /** How the overlay is to look; empty where the scenario does not say. */
  readonly settings: SharedSettings
  readonly refused: readonly string[]
}

/**
 * Compares a scenario with the flags and attributes that there are: a flag that does not
 * fit forces nothing, and a context of which anything does not fit is refused as a whole. How
 * the service is doing is for Faults to rehearse.
 */
export function checkScenario(
  { overrides = {}, context, settings = {}, status = 'ready' }: Scenario,
  rows: readonly Row[],
  checks: Checks,
  manifest?: Pick<SluiceManifest, 'attributes'>,
): CheckedScenario {
  const known = new Map(rows.map((row) => [row.key, row]))
  const accepted = new Map<string, Override>()
  const refused: string[] = []
  for (const [key, override] of Object.entries(overrides)) {
    const row = known.get(key)
    const fault = faultOf(row, override, checks)
    if (fault !== undefined) refused.push(`${key} was refused: ${fault}`)
    else accepted.set(key, whole(row as Row, override))
  }
  const faults = context === undefined ? [] : checks.contextFaults(context, manifest)
  refused.push(...faults.map((fault) => `The context was refused: ${fault}`))
  const [shared, others] = sharedSettings(settings)
  refused.push(
    ...others.map((name) => `The setting ${name} was left out: it is none to be shared.`),
  )
  if (status !== 'ready') refused.push(`The status ${status} was left out: rehearse it in Faults.`)
  return {
    accepted,
    refused,
    settings: shared,
    context: faults.length > 0 ? undefined : context,
  }
}

function faultOf(
  row: Row | undefined,
  override: Override,
  { misfit, shapeFault, variantFault }: Checks,
): string | undefined {
  if (!row || (!row.server && !row.about)) return 'there is no such flag.'
  if (row.locked !== undefined) return 'it may not be overridden.'
  const { type, choices, about, server } = row
  const { value, variant } = override
  const variants = [...choices, { name: server?.variant, value: server?.value }]
  if (about?.variants && variant !== undefined && !variants.some(({ name }) => name === variant))
    return `it has no variant "${variant}".`
  if (value === undefined) return undefined
  const known = variants.map((one) => one.value)
  return misfit(type, value, known) ?? shapeFault(value, known) ?? variantFault(override, variants)
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
