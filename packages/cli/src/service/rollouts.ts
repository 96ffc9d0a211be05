import type { JsonObject } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import type { Command } from '../command.ts'
import type { DecisionAnswer, OpenRolloutAnswer, RolloutAnswer } from '../rollout/rollout-answer.ts'
import { whichRollout, type Wish } from '../rollout/which-rollout.ts'

const PAGE = 200

/** The path of rollouts in the environment of a command. */
export function rolloutPath({ settings }: Command, ...more: readonly string[]): string[] {
  return ['v1', 'environments', settings.environment, 'rollouts', ...more]
}

/** An answer as what it is known to be. */
export function rolloutOf(body: JsonObject): RolloutAnswer {
  return body as unknown as RolloutAnswer
}

/** Lists rollouts, newest first, all of them. */
export async function listRollouts(command: Command, flag?: string): Promise<RolloutAnswer[]> {
  const found: RolloutAnswer[] = []
  for (let before: number | undefined; ;) {
    const query = { flag, limit: PAGE, before }
    const { body } = await command.service({ path: rolloutPath(command), query })
    found.push(...((body['items'] as unknown as RolloutAnswer[] | undefined) ?? []))
    const next = body['next']
    if (typeof next !== 'number') return found
    before = next
  }
}

/**
 * Finds a rollout by its id, or the one of a flag that is meant.
 *
 * @param wish - what is wanted of it
 * @throws SluiceError `ROLLOUT_NOT_FOUND`
 */
export async function findRollout(
  command: Command,
  name: string,
  wish: Wish = 'status',
): Promise<OpenRolloutAnswer> {
  const isId = /^r-[0-9a-f]{10}$/.test(name)
  const id = isId ? name : whichRollout(await listRollouts(command, name), wish)?.id
  if (id !== undefined) {
    const { body } = await command.service({ path: rolloutPath(command, id) })
    return body as unknown as OpenRolloutAnswer
  }
  throw new SluiceError(
    'ROLLOUT_NOT_FOUND',
    `There is no rollout of "${name}" in ${command.settings.environment}. Plan one with "sluice rollout plan FILE".`,
    { status: 404 },
  )
}

/** All decisions of a rollout, oldest first. */
export async function allDecisions(command: Command, id: string): Promise<DecisionAnswer[]> {
  const found: DecisionAnswer[] = []
  for (let before: number | undefined; ;) {
    const { body } = await command.service({
      path: rolloutPath(command, id, 'decisions'),
      query: { limit: PAGE, before },
    })
    found.push(...((body['items'] as unknown as DecisionAnswer[] | undefined) ?? []))
    const next = body['next']
    if (typeof next !== 'number') return found.toReversed()
    before = next
  }
}
