import type { Explained } from './explanation.ts'
import { ENOUGH } from './reasons.ts'

/** Mutants of `analysis` that survive for a reason. */
export const analysis: readonly Explained[] = [
  {
    file: 'analysis/check-plan.ts',
    code: 'alpha: own = 0.05',
    why: 'where none is given there is nothing to refuse',
  },
  {
    file: 'analysis/check-data.ts',
    code: 'data.unitsInSeveralVariants ?? 0',
    was: '0',
    why: 'where none are given there is nothing to refuse',
  },
  {
    file: 'analysis/look.ts',
    code: 'slice(0, look + 1)',
    was: '1',
    why: 'later looks do not change the boundary of this one',
  },
  { file: 'analysis/check-plan.ts', code: '<= 1e-9', was: '1e-9', why: ENOUGH },
  {
    file: 'analysis/losses.ts',
    code: '(assigned[variant] ?? 0) - ',
    was: '0',
    why: 'a variant without assigned units has none to lose, and is not compared',
  },
  {
    file: 'analysis/losses.ts',
    code: 'const all = data.units[variant.key] ?? 0',
    was: '0',
    why: 'a variant without units has none to lose, and is not compared',
  },
  {
    file: 'analysis/measured.ts',
    code: '&& treatment.kind === ',
    was: '&&',
    why: 'both variants have the kind of the plan by then',
  },
  {
    file: 'analysis/by-name.ts',
    code: '? -1 : 1',
    was: '1',
    why: 'only the sign of an order counts',
  },
  { file: 'analysis/binary.ts', code: '1e-6', was: '1e-6', why: ENOUGH },
  { file: 'analysis/binary.ts', code: 'Math.max(1, successes)', was: '1', why: ENOUGH },
  {
    file: 'analysis/whole-weeks.ts',
    code: 'last === undefined) return 0',
    was: '||',
    why: 'where there is a first day there is a last one',
  },
  {
    file: 'analysis/measured.ts',
    code: '?.share ?? 0',
    was: '0',
    why: 'whoever is compared is in the plan',
  },
  {
    file: 'analysis/check-data.ts',
    code: 'data.ranMs ?? 0',
    was: '0',
    why: 'where none is given there is nothing to refuse',
  },
  {
    file: 'analysis/read-looks.ts',
    code: '?.taken.look ?? -1',
    was: '1',
    why: 'any number below 0 is before the first look',
  },
  {
    file: 'analysis/before-looks.ts',
    code: 'planned = 0, notBeforeMs = 0',
    why: 'a plan that has looks has a first one, and is early only where it says before when',
  },
  {
    file: 'analysis/measured.ts',
    code: "'covariate' in control && 'covariate' in treatment",
    why: 'only a variant without units lacks what the other one has, and is refused either way',
  },
  {
    file: 'analysis/measured.ts',
    code: '!isWidened && times === 1) return {}',
    was: '1',
    why: 'an empty list has as little to say',
  },
  {
    file: 'analysis/measured.ts',
    code: "if (!('margin' in metric)) return 1",
    why: 'what is read at a margin is asked for by guardrails alone, which have one',
  },
  { file: 'analysis/as-taken.ts', code: '(1 + 2 * CLOSEST_LOOKS)', was: '2', why: ENOUGH },
  {
    file: 'analysis/as-taken.ts',
    code: "stopping.kind !== 'group_sequential' || !looks.some",
    was: '||',
    why: 'no look of another plan is late, and where none is late all stay as they were planned',
  },
  {
    file: 'analysis/read-looks.ts',
    code: 'looks.slice(0, index + 1)',
    was: '1',
    why: 'a later look changes the boundary of no earlier one',
  },
  {
    file: 'analysis/measured.ts',
    code: 'const share = Math.min(control.n, treatment.n)',
    was: 'min',
    why: 'how far a share is from a half is asked for, which the other one is as far',
  },
  {
    file: 'analysis/all-looks.ts',
    code: "today.at(-1) ?? ''",
    was: '-',
    why: 'the last of two is the second',
  },
]
