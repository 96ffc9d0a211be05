import type * as z from 'zod'
import type { Fault } from '../errors.ts'
import { faultAt } from '../fault-path.ts'
import { isRecord } from '../records.ts'
import { listNames, quote } from './describe.ts'
import { shapeMessage } from './shape-messages.ts'

/** Of a document with more faults only the first ones are told. */
export const MAX_FAULTS = 1000

type Path = readonly (string | number)[]

/** Which faults of shape a reader overlooks. */
export interface Leniency {
  readonly unknownKeys: boolean
  readonly unknownOperators: boolean
}

/** Checks a document against a schema, and says in sentences what does not fit. */
export function shapeFaults(schema: z.ZodType, document: unknown, lenient: Leniency): Fault[] {
  const result = schema.safeParse(document, { reportInput: true, error: shapeMessage })
  if (result.success) return []
  return result.error.issues.slice(0, MAX_FAULTS).flatMap((issue) => faultsOf(issue, [], lenient))
}

function faultsOf(issue: z.core.$ZodIssue, base: Path, lenient: Leniency): Fault[] {
  const at = [...base, ...issue.path.map((step) => (typeof step === 'symbol' ? '' : step))]
  switch (issue.code) {
    case 'unrecognized_keys': {
      if (lenient.unknownKeys) return []
      const lines = issue.message.split('\n')
      return issue.keys.map((key, index) => faultAt([...at, key], lines[index] ?? ''))
    }
    case 'invalid_union':
      return unionFaults(issue, at, lenient)
    case 'invalid_value':
      if (lenient.unknownOperators && at.at(-1) === 'op' && typeof issue.input === 'string')
        return []
      return [faultAt(at, issue.message)]
    default:
      return [faultAt(at, issue.message)]
  }
}

/** Reports the faults of the form that was meant: the one with the most of the names that are there. */
function unionFaults(issue: z.core.$ZodIssueInvalidUnion, at: Path, lenient: Leniency): Fault[] {
  const { input } = issue
  if (isRecord(input)) {
    const branches = issue.errors.map((issues) => ({ issues, misfits: misfitsOf(issues) }))
    const least = Math.min(...branches.map(({ misfits }) => misfits))
    const meant = branches.find(({ misfits }) => misfits === least)
    if (meant !== undefined && least < Object.keys(input).length) {
      return meant.issues.flatMap((inner) =>
        faultsOf(inner, at, lenient).map((fault) => sayIfMixed(fault, inner, input, branches)),
      )
    }
  }
  return [faultAt(at, issue.message)]
}

/** What one form has against the input, and how many names of the input it has no place for. */
interface Branch {
  readonly issues: readonly z.core.$ZodIssue[]
  readonly misfits: number
}

/** Says so when an unknown name is at home in another form: two forms were mixed. */
function sayIfMixed(
  fault: Fault,
  issue: z.core.$ZodIssue,
  input: Readonly<Record<string, unknown>>,
  branches: readonly Branch[],
): Fault {
  const name = String(fault.at.at(-1))
  if (issue.code !== 'unrecognized_keys' || issue.path.length > 0) return fault
  const elsewhere = branches.some(
    ({ issues, misfits }) => misfits < Infinity && !unknownNames(issues).includes(name),
  )
  if (!elsewhere) return fault
  const others = Object.keys(input).filter((key) => !issue.keys.includes(key))
  return {
    ...fault,
    message: `${quote(name)} cannot stand beside ${listNames(others)}; choose one, or nest it in the other.`,
  }
}

function unknownNames(issues: readonly z.core.$ZodIssue[]): readonly string[] {
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [],
  )
}

/** Counts the names that a form has no place for; a form that takes no object fits worst. */
function misfitsOf(issues: readonly z.core.$ZodIssue[]): number {
  const takesNoObject = issues.some(
    ({ code, path }) => path.length === 0 && code !== 'unrecognized_keys',
  )
  return takesNoObject ? Infinity : unknownNames(issues).length
}
