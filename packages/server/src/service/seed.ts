import { SERVICE_ACTOR } from '../audit/actor.ts'
import type { MetricSourceOption } from '../measure/prometheus/allowed-source.ts'
import { refuseSources } from '../measure/prometheus/refuse-sources.ts'
import { changeRuleset } from '../rulesets/change-ruleset.ts'
import { replaceRuleset } from '../rulesets/replace.ts'
import { createEnvironment } from '../store/environments.ts'
import type { Store } from '../store/store.ts'
import type { Seed } from './service-options.ts'

const REASON = 'The data folder was empty.'

/**
 * Gives an empty data folder its first environment: with the ruleset of the
 * seed, or an empty one. Does nothing to a folder that has one.
 *
 * @param sources - where metrics may be asked from
 * @throws SluiceError `INVALID_RULESET` with every fault of the document, or HttpError
 *   `METRIC_SOURCE_REFUSED` with every address that is not asked; the folder stays empty then
 */
export async function seedStore(
  store: Store,
  seed: Partial<Seed> & Pick<Seed, 'environment'>,
  sources: readonly MetricSourceOption[],
): Promise<void> {
  if (store.live.keys().length > 0) return
  const { environment } = seed
  const document = await read(seed.document)
  const by = { actor: SERVICE_ACTOR, reason: REASON }
  await store.write(async (unit) => {
    await createEnvironment(store, unit, environment, {}, by)
    if (document === undefined) return
    await changeRuleset(store, unit, {
      ...by,
      environment,
      action: 'ruleset.replace',
      subject: null,
      expectedVersion: 0,
      checksNewFlags: true,
      propose: (current) => {
        const proposal = replaceRuleset(current, document)
        refuseSources(proposal.next.metrics, sources)
        return proposal
      },
    })
  })
}

async function read(document: unknown): Promise<unknown> {
  return typeof document === 'function' ? (document as () => unknown)() : document
}
