import type { TestService } from '../../api/test-service.ts'
import { putRuleset, QUESTION } from './people.ts'

export const EXPERIMENT = '/v1/environments/shop/experiments/words'

/** What a plan answers. */
export interface Planned {
  readonly code?: string
  readonly detail?: string
  readonly planning: {
    readonly warnings: readonly { readonly code: string; readonly message: string }[]
    readonly traffic: { readonly unitsPerDay: number }
    readonly size: {
      readonly units: number | null
      readonly weeks: number | null
      readonly reachable: number
    }
  }
}

/** Plans a change of the question, without keeping it. */
export async function planQuestion(
  service: TestService,
  change: { words?: object; metrics?: object; serve?: object; more?: object },
  body: object = {},
): Promise<readonly [number, Planned]> {
  const { words, metrics, serve, more } = change
  const [rule] = QUESTION.flags.cta.rules
  const document = {
    ...QUESTION,
    metrics: { ...QUESTION.metrics, ...metrics },
    experiments: { words: { ...QUESTION.experiments.words, ...words } },
    flags: {
      cta: { ...QUESTION.flags.cta, rules: [{ ...rule, serve: { ...rule?.serve, ...serve } }] },
    },
    ...more,
  }
  const put = await putRuleset(service, document)
  if (put.status !== 200) throw new Error(await put.text())
  const answer = await service.send('POST', `${EXPERIMENT}/plan?dryRun=true`, { body })
  return [answer.status, (await answer.json()) as Planned]
}

/** The metric of the question, with the least effect that is worth knowing. */
export const bought = (minimumEffect: number): object => ({
  bought: { ...QUESTION.metrics.bought, minimumEffect },
})
