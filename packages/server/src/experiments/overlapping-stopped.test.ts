import { expect, it, onTestFinished } from 'vitest'
import { startTestService } from '../api/test-service.ts'
import { comeAndGo, putRuleset, QUESTION } from './testing/people.ts'

it('warns of one that is stopped too, as it splits everybody until it is decided', async () => {
  const service = await startTestService()
  onTestFinished(async () => service.close())
  const { words } = QUESTION.experiments
  const { cta } = QUESTION.flags
  await putRuleset(service, {
    ...QUESTION,
    experiments: { words, colours: { ...words, flag: 'colour' } },
    flags: { cta, colour: cta },
  })
  await comeAndGo(service, 20, () => 20, { prefix: 'before' })
  const post = async (experiment: string, verb: string, body: object = {}): Promise<unknown> => {
    const path = `/v1/environments/shop/experiments/${experiment}/${verb}`
    const answer = await service.send('POST', path, { body })
    if (!answer.ok) throw new Error(await answer.text())
    return answer.json()
  }
  const overlaps = async (): Promise<string[]> => {
    const { planning } = (await post('words', 'plan')) as {
      readonly planning: { readonly warnings: readonly { code: string; message: string }[] }
    }
    return planning.warnings.filter(({ code }) => code === 'OVERLAPS').map(({ message }) => message)
  }
  for (const verb of ['plan', 'start', 'stop']) await post('colours', verb)
  expect(await overlaps()).toEqual([
    '"colours" is stopped, and splits the same units until it is decided: either may change the effect of the other. Decide it, or give both a slot of one layer to keep them apart.',
  ])
  await post('colours', 'decide', { decision: 'end', reason: 'It was a mistake.' })
  expect(await overlaps()).toEqual([])
})
