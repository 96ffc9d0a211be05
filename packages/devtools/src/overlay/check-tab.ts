import type { FlagEntry, FlagTable } from '@sluice/client'
import { insideOf } from '@sluice/client/inside'
import type { ManifestFlag } from '../manifest.ts'
import { firstFlags } from './first-flags.ts'
import type { Keeper } from './keeper.ts'
import { misfit } from './misfit.ts'
import type { Notices } from './notices.ts'
import { overrideFault } from './override-fault.ts'
import { shapeFault } from './shape-fault.ts'
import { variantFault } from './variant-fault.ts'

/** Where a client keeps what lives as long as a tab. */
const OF_A_CLIENT = /^sluice\..+\.tab$/

const NOTHING: FlagTable = new Map()

type Kept = Readonly<Record<string, unknown>>

/**
 * Takes back what is forced from before and does not fit, each with a
 * sentence: anybody may have written there, and flags change. A flag that the service
 * does not know may be forced when the manifest or the page does.
 *
 * @param forced - what an earlier page of this tab left, and what was kept beyond it
 */
export async function checkTab(keeper: Keeper, forced: FlagTable): Promise<void> {
  const { client, notices } = keeper
  const kept = readTab(notices)
  for (const [key, written] of kept) {
    // What the app forces by itself stands there as well.
    const isHere = client.overrides().has(key)
    const fault = isHere ? undefined : overrideFault(NOTHING, key, written)
    if (fault !== undefined) notices.push(`${key} was kept, and is not forced: ${fault}`)
  }
  // What a flag is may be known only then.
  await client.ready()
  const { flags } = client.store.getState()
  await checkForced(keeper, forced, kept, flags)
  // The service is late: which flags there are is known once it has answered.
  if (flags.size === 0) await checkForced(keeper, forced, kept, await firstFlags(client))
}

/** Takes back what of it does not fit these flags. What was taken back before is passed over. */
async function checkForced(
  keeper: Keeper,
  forced: FlagTable,
  kept: ReadonlyMap<string, Kept>,
  flags: FlagTable,
): Promise<void> {
  const { client, notices } = keeper
  const isUnknown = flags.size > 0 && [...forced.keys()].some((key) => !flags.has(key))
  const about = isUnknown ? await describedIn(keeper) : {}
  // Gone meanwhile, as the first of StrictMode is: the one that is there says it.
  if (!keeper.root.isConnected) return
  const reads = insideOf(client)?.reads()
  for (const [key, entry] of forced) {
    // Somebody has forced something else meanwhile.
    if (client.overrides().get(key) !== entry) continue
    const written = kept.get(key)
    const described = Object.hasOwn(about, key) ? about[key] : reads?.has(key) ? {} : undefined
    const fault = faultOf(flags, key, written ?? entry, described)
    if (fault === undefined) continue
    notices.push(`${key} was kept, and is not forced: ${fault}`)
    client.removeOverride(key)
  }
  keeper.show()
}

function faultOf(
  flags: FlagTable,
  key: string,
  override: Kept | FlagEntry,
  about: ManifestFlag | undefined,
): string | undefined {
  const served = flags.get(key)
  if (served?.metadata['overridable'] === false) return 'it may not be overridden.'
  const { value } = override
  const { variants = {}, type = 'unknown' } = about ?? {}
  const known = Object.entries(variants).map(([name, one]) => ({ name, value: one.value }))
  const values = known.map((one) => one.value)
  const told = [...known, { name: served?.variant, value: served?.value }]
  // What somebody else knows is no flag of the service yet.
  const fault =
    served || !about
      ? (overrideFault(flags, key, override) ?? shapeFault(value, [served?.value]))
      : (overrideFault(NOTHING, key, override) ??
        (value === undefined ? undefined : misfit(type, value, values)) ??
        shapeFault(value, values))
  return fault ?? variantFault(override, told)
}

/** Reads what is written, since the client leaves out what it cannot read. */
function readTab(notices: Notices): ReadonlyMap<string, Kept> {
  const kept = new Map<string, Kept>()
  for (const name of Object.keys(sessionStorage).filter((one) => OF_A_CLIENT.test(one))) {
    const list = listIn(sessionStorage.getItem(name))
    if (!list) {
      notices.push('What this tab kept as forced cannot be read, and nothing of it is forced.')
      continue
    }
    for (const item of list as readonly (Kept | null)[]) {
      const { key } = item ?? {}
      if (typeof key === 'string' && key !== '') kept.set(key, item as Kept)
      else
        notices.push(
          `This tab kept ${JSON.stringify(item).slice(0, 40)} as forced: it is no override.`,
        )
    }
  }
  return kept
}

function listIn(text: string | null): readonly unknown[] | undefined {
  // Emptied.
  if (text === null || text === '') return []
  try {
    const [list] = JSON.parse(text) as readonly unknown[]
    return Array.isArray(list) ? list : undefined
  } catch {
    return undefined
  }
}

async function describedIn({
  options: { manifest },
}: Keeper): Promise<Readonly<Record<string, ManifestFlag>>> {
  try {
    return (typeof manifest === 'function' ? await manifest() : manifest)?.flags ?? {}
  } catch {
    // The panel says so.
    return {}
  }
}
