import { BUILT_IN_ATTRIBUTES } from '../../attributes.ts'
import { isRecord, ownValue } from '../../records.ts'
import { describe, listNames, quote } from '../describe.ts'
import { didYouMean } from '../suggestions.ts'
import type { Check, Path, Raw } from './check.ts'
import { fault, section, warn } from './check.ts'
import { OPERANDS } from './operands.ts'

/** Checks what a condition refers to and compares with. */
export function checkCondition(check: Check, condition: unknown, at: Path): void {
  if (!isRecord(condition)) return
  for (const kind of ['all', 'any'] as const) {
    const parts = condition[kind]
    if (!Array.isArray(parts)) continue
    parts.forEach((part: unknown, index) => checkCondition(check, part, [...at, kind, index]))
  }
  if ('not' in condition) checkCondition(check, condition['not'], [...at, 'not'])
  const { segment, attribute } = condition
  if (typeof segment === 'string' && !Object.hasOwn(section(check, 'segments'), segment)) {
    const names = Object.keys(section(check, 'segments'))
    fault(
      check,
      [...at, 'segment'],
      `There is no segment ${quote(segment)}${didYouMean(segment, names)}`,
    )
  }
  if (typeof attribute === 'string') checkAttribute(check, attribute, [...at, 'attribute'])
  if ('op' in condition) checkOperands(check, condition, at)
}

/** Checks that an attribute is declared. */
export function checkAttribute(check: Check, attribute: string, at: Path): void {
  const declared = Object.keys(section(check, 'attributes'))
  const known: readonly string[] = [...BUILT_IN_ATTRIBUTES, ...declared]
  if (known.includes(attribute)) return
  fault(
    check,
    at,
    `Attribute ${quote(attribute)} is not declared under "attributes"${didYouMean(attribute, known)}`,
  )
}

function checkOperands(check: Check, condition: Raw, at: Path): void {
  const { op, values, attribute } = condition
  const operands = typeof op === 'string' ? ownValue(OPERANDS, op as never) : undefined
  if (typeof op !== 'string' || operands === undefined) return
  const { least, most, several } = operands
  if (values === undefined) {
    if (least > 0) fault(check, at, `Operator ${quote(op)} compares with something; add "values".`)
  } else if (Array.isArray(values)) {
    if (most === 0)
      fault(check, [...at, 'values'], `Operator ${quote(op)} takes no values; leave them out.`)
    else if (values.length < least || values.length > most) {
      const instead = several === undefined ? '' : `; use ${quote(several)} for more`
      const takes = least === 1 ? 'exactly one value' : `exactly ${least} values`
      fault(
        check,
        [...at, 'values'],
        `Operator ${quote(op)} takes ${takes}, received ${values.length}${instead}.`,
      )
    }
    values.forEach((value: unknown, index) => {
      if (!['string', 'number', 'boolean'].includes(typeof value)) return
      const problem = operands.check(value, check.regex)
      if (problem !== undefined) fault(check, [...at, 'values', index], problem)
    })
    if (op === 'between') checkOrder(check, values, [...at, 'values'])
  }
  if (typeof attribute === 'string') warnOfType(check, op, operands.attributes, attribute, at)
}

function checkOrder(check: Check, [low, high]: readonly unknown[], at: Path): void {
  if (typeof low === 'number' && typeof high === 'number' && low > high) {
    fault(check, at, `The first value is the lower one, received ${low} and ${high}; swap them.`)
  }
}

function warnOfType(
  check: Check,
  op: string,
  types: ReadonlySet<string>,
  attribute: string,
  at: Path,
): void {
  const declared = ownValue(section(check, 'attributes'), attribute)
  const type = isRecord(declared) ? declared['type'] : undefined
  if (typeof type !== 'string' || types.has(type)) return
  warn(
    check,
    [...at, 'op'],
    `Operator ${quote(op)} needs an attribute of type ${listNames([...types])}, and ${quote(attribute)} is declared as ${describe(type)}; the condition is never known.`,
  )
}
