import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import type { Mutant } from './mutants.ts'
import { mutate } from './mutants.ts'

/** Kills that a file remembers, so that a run which was cut off goes on where it was. */
export interface Kills {
  /** @param text - of the mutant's file, without the change */
  has(mutant: Mutant, text: string): boolean
  add(mutant: Mutant, text: string): void
}

/**
 * Opens the memory in a file, which need not be there yet.
 *
 * A kill counts for one text of the formula with one change in it: edit the file, and all its
 * mutants are new. A test that is taken away is not noticed; remove the file after that.
 */
export function openKills(path: string): Kills {
  const known = new Set(
    existsSync(path)
      ? readFileSync(path, 'utf8')
          .split('\n')
          .map((line) => line.slice(0, line.indexOf(' ')))
      : [],
  )
  return {
    has: (mutant, text) => known.has(nameOf(mutant, text)),
    add(mutant, text) {
      const name = nameOf(mutant, text)
      known.add(name)
      appendFileSync(path, `${name} ${mutant.file}:${mutant.line}: ${mutant.was} → ${mutant.is}\n`)
    },
  }
}

/** Of the file as it is with the change made. */
function nameOf(mutant: Mutant, text: string): string {
  return createHash('sha256')
    .update(`${mutant.file}\n${mutate(text, mutant)}`)
    .digest('hex')
}
