import type { Experiment, ExperimentRun, Fault, Ruleset } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import { parseRuleset, rulesetDocument } from '@sluice/core/schema'
import { isDeepStrictEqual } from 'node:util'
import { liveRuleset, parseDocument, parseFaults } from './parse-document.ts'

type Experiments = Readonly<Record<string, Experiment>>

/** Stands for an end while an experiment is parsed by itself; what has ended needs no flag. */
const ENDED: ExperimentRun = { status: 'stopped', planHash: '', plan: {}, planning: {} }

/**
 * Parses what somebody wrote on a ruleset that there is. An experiment that is stopped needs its
 * rule no more, and one that was without what it needs before blocks no edit of anything else.
 *
 * @throws SluiceError `INVALID_RULESET` with all faults
 */
export function parseEdit(current: Ruleset, document: unknown): Ruleset {
  try {
    return parseDocument(document)
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error
    const held = heldExperiments(current, document, error.faults)
    if (Object.keys(held).length === 0) throw error
    const rest = parseDocument(withoutExperiments(document, held))
    return { ...rest, experiments: { ...rest.experiments, ...held } }
  }
}

/** What is wrong with experiments of a ruleset, by key: their flag, their rule or a metric is gone. */
export function experimentFaults(ruleset: Ruleset): ReadonlyMap<string, Fault> {
  return byExperiment(parseFaults(rulesetDocument(liveRuleset(ruleset))))
}

function byExperiment(faults: readonly Fault[]): ReadonlyMap<string, Fault> {
  const own = faults.filter(({ at }) => at[0] === 'experiments' && at.length > 1)
  return new Map(own.toReversed().map((fault) => [String(fault.at[1]), fault] as const))
}

/** The experiments with faults that are none of this edit, as the document has them. */
function heldExperiments(
  current: Ruleset,
  document: unknown,
  faults: readonly Fault[],
): Experiments {
  const faulty = [...byExperiment(faults).keys()].filter((key) =>
    Object.hasOwn(current.experiments, key),
  )
  if (faulty.length === 0) return {}
  const before = experimentFaults(current)
  return Object.fromEntries(
    faulty.flatMap((key): [string, Experiment][] => {
      const was = current.experiments[key]
      const written = parseAlone(document, key)
      if (was === undefined || written === undefined) return []
      if (was.run?.status === 'stopped') return [[key, written]]
      const { run: _run, ...own } = was
      return before.has(key) && isDeepStrictEqual(plain(own), plain(written))
        ? [[key, written]]
        : []
    }),
  )
}

/** An experiment of a document without what it refers to; nothing when its shape has a fault. */
function parseAlone(document: unknown, key: string): Experiment | undefined {
  const { schemaVersion, experiments } = document as {
    readonly schemaVersion: unknown
    readonly experiments: Readonly<Record<string, object>>
  }
  const alone = {
    schemaVersion,
    flags: {},
    experiments: { [key]: { ...experiments[key], run: ENDED } },
  }
  const { ruleset } = parseRuleset(alone, { mode: 'read' })
  const parsed = Object.hasOwn(ruleset.experiments, key) ? ruleset.experiments[key] : undefined
  if (parsed === undefined) return undefined
  const { run: _run, ...experiment } = parsed
  return experiment
}

function withoutExperiments(document: unknown, held: Experiments): object {
  const { experiments, ...rest } = document as { readonly experiments: object }
  const others = Object.entries(experiments).filter(([key]) => !Object.hasOwn(held, key))
  return { ...rest, experiments: Object.fromEntries(others) }
}

/** A value without prototypes, which a parsed document has others of than a stored one. */
export function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown
}
