import type { Person } from './people.ts'
import type { Ask, Workload } from './workload.ts'
import { flagKeys } from './workload.ts'

/** What one would write by hand: a function for each flag, and nothing that could be told about it. */
export type Closure = (person: Person) => string

/** Writes each flag as a closure over its rules, with the seed of its hash worked out before. */
export function compileClosures(workload: Workload): ReadonlyMap<string, Closure> {
  return new Map(flagKeys(workload).map((key, flag) => [key, compileClosure(key, workload, flag)]))
}

function compileClosure(key: string, { serves, rulesOf }: Workload, flag: number): Closure {
  const seed = hash(key, 0)
  const rules = rulesOf(flag).map(compileAsk)
  const serve = (person: Person): string =>
    serves === 'variant' || hash(person.targetingKey, seed) >= 2 ** 31 ? 'urgent' : 'control'
  return (person) => {
    for (const rule of rules) {
      if (rule(person)) return serve(person)
    }
    return 'control'
  }
}

function compileAsk(ask: Ask): (person: Person) => boolean {
  if (ask.attribute === 'age') return ({ age }) => age >= ask.value
  if (ask.attribute === 'plan') return ({ plan }) => plan === ask.value
  const [first, second = first, third = first] = ask.values
  return ({ country }) => country === first || country === second || country === third
}

/** murmur3 x86 32-bit of ASCII text (Austin Appleby, public domain). */
function hash(text: string, seed: number): number {
  let h = seed | 0
  const whole = text.length & ~3
  let index = 0
  for (; index < whole; index += 4) {
    h ^= scramble(
      text.charCodeAt(index) |
        (text.charCodeAt(index + 1) << 8) |
        (text.charCodeAt(index + 2) << 16) |
        (text.charCodeAt(index + 3) << 24),
    )
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0
  }
  let tail = 0
  for (let shift = 0; index < text.length; index++, shift += 8) {
    tail |= text.charCodeAt(index) << shift
  }
  h ^= scramble(tail) ^ text.length
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

function scramble(block: number): number {
  const k = Math.imul(block, 0xcc9e2d51)
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593)
}
