import type { Command } from '../command.ts'
import type { Change } from '../difference/difference.ts'
import { listRollouts } from '../service/rollouts.ts'
import { plain } from '../terminal/plain.ts'

/** States in which a rollout sets the share of its flag. */
const OUT: ReadonlySet<string> = new Set(['running', 'paused'])

/** What can be changed of a flag without changing what it serves. */
const WORDS = /^(?:title|description|designUrl|owner|tags|sunsetOn)\b/

/** Says of every flag among changes that is being rolled out what a change of it does to that. */
export async function rolledOutLines(
  command: Command,
  changes: readonly Change[],
): Promise<string[]> {
  const flags = new Set(changes.filter(servesAnew).map(({ subject }) => subject))
  if (flags.size === 0) return []
  const rollouts = await listRollouts(command)
  return rollouts
    .filter(({ flag, state }) => flags.has(flag) && OUT.has(state))
    .map(
      ({ id, flag, state }) =>
        `${plain(flag)} is being rolled out (${plain(id)}, ${state}): this changes it under the rollout, which pauses then, and whoever has the treatment may lose it. Pull first to keep its share.`,
    )
}

function servesAnew({ kind, fields }: Change): boolean {
  return kind !== 'changed' || fields.some(({ path }) => !WORDS.test(path))
}
