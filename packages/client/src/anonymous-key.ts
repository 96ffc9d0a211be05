import type { FirstEnvironment } from './environment.ts'

/** What makes one id differ from another: `Math`, or an environment. */
export type Chance = Pick<FirstEnvironment, 'random'>

/** Makes an id that no other browser has. */
export function randomKey(chance: Chance): string {
  const part = (): string => chance.random().toString(36).replace('0.', '')
  return part() + part()
}
