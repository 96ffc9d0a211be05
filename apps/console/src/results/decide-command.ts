import type { Results } from '../service/shapes/results.ts'

/**
 * The command that ships a treatment although its verdict is grey; `undefined` where there is
 * nothing to ship, where it is decided already, and where these are not the results of the plan
 * as of now.
 */
export function decideCommand({
  key,
  status,
  snapshot,
  differs = [],
  verdict: { decision, treatment, isGrey },
}: Pick<Results, 'key' | 'status' | 'snapshot' | 'differs' | 'verdict'>): string | undefined {
  if (!isGrey || decision !== 'ship' || treatment === undefined) return undefined
  if (status === 'decided' || snapshot !== null || differs.length > 0) return undefined
  return `sluice experiment decide ${inShell(key)} --ship ${inShell(treatment)} --acknowledge --reason "…"`
}

/** A name as one word of a shell. */
function inShell(name: string): string {
  return /^[\w.:/-]+$/.test(name) ? name : `'${name.replaceAll("'", String.raw`'\''`)}'`
}
