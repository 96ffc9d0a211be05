import type { Explained } from './explanation.ts'
import { ENOUGH } from './reasons.ts'

/** Mutants of `assignment` that survive for a reason. */
export const assignment: readonly Explained[] = [
  { file: 'assignment/uncorrelated.ts', code: 'const NOTHING', why: ENOUGH },
  {
    file: 'assignment/blocked.ts',
    code: '? -1 : 1',
    was: '1',
    why: 'only the sign of an order counts',
  },
  {
    file: 'assignment/salts.ts',
    code: 'length: width ?? 0',
    was: '0',
    why: 'without units every salt is refused',
  },
  {
    file: 'assignment/uncorrelated.ts',
    code: 'column.length < 2',
    was: '2',
    why: 'three units leave a variant with fewer than two, which is refused',
  },
  { file: 'assignment/blocked.ts', code: '+ 1e-9', was: '1e-9', why: ENOUGH },
  {
    file: 'assignment/salts.ts',
    code: 'sum += column',
    why: 'only distances between means are looked at, which have no sign',
  },
  {
    file: 'assignment/salts.ts',
    code: '?? -1',
    was: '1',
    why: 'any number below 0 is no position of a variant',
  },
  { file: 'assignment/uncorrelated.ts', code: 'pass < 2', was: '2', why: ENOUGH },
  {
    file: 'assignment/blocked.ts',
    code: 'index === rests.length - 1 ? left',
    was: '1',
    why: 'a draw that is within rounding of 1 comes once in 1e14 seeds',
  },
  {
    file: 'assignment/blocked.ts',
    code: 'index === rests.length - 1 ? left',
    was: '-',
    why: 'a draw that is within rounding of 1 comes once in 1e14 seeds',
  },
  {
    file: 'assignment/salts.ts',
    code: 'places[at] = 0',
    was: '0',
    why: 'whatever is not outside is given its own place below',
  },
  {
    file: 'assignment/blocked.ts',
    code: '+ 1e-9',
    was: '+',
    why: 'a whole unit that is left over goes to its variant whatever is drawn',
  },
]
