import type { SluiceContext } from '@sluice/client'
import type { SluiceManifest } from '../manifest.ts'
import type { Kit } from '../panel/kit.ts'
import type { Field } from './ContextEditor.tsx'

/** A context that somebody wrote, or what is wrong with it, each in a sentence. */
export interface ReadContext {
  /** Absent where anything is wrong with it. */
  readonly context: SluiceContext | undefined
  readonly faults: readonly string[]
}

/**
 * Reads the attributes that somebody wrote. What a link may not bring counts no more
 * when it is written by hand: it would leave the page without values.
 */
export function readContext(
  fields: readonly Field[],
  manifest: Pick<SluiceManifest, 'attributes'> | undefined,
  { checks, readTyped }: Pick<Kit, 'checks' | 'readTyped'>,
): ReadContext {
  const entries = new Map<string, unknown>()
  for (const field of fields) {
    const name = field.name.trim()
    const read = readTyped('unknown', field.text)
    if (entries.has(name)) return wrong(`the attribute "${name}" is there twice.`)
    if ('fault' in read) return wrong(`the value of "${name}" cannot be taken. ${read.fault}`)
    entries.set(name, read.value)
  }
  const context = Object.fromEntries(entries) as SluiceContext
  const faults = checks.contextFaults(context, manifest)
  return faults.length > 0 ? { context: undefined, faults } : { context, faults }
}

const wrong = (fault: string): ReadContext => ({ context: undefined, faults: [fault] })
