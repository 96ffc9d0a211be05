import type { Notices } from './notices.ts'

/** Says what is missing when a part did not load. */
export function lostPart(notices: Notices, sentence: string): (error: Error) => void {
  return ({ message }) => void notices.push(`${sentence} ${message}`)
}
