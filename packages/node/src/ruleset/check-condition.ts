import { isRecord } from './shape.ts'

/**
 * Tells whether a condition has the form that evaluation walks. An operator that
 * is not known is no fault: it answers *unknown*.
 */
export function isCondition(value: unknown): boolean {
  if (!isRecord(value)) return false
  if ('all' in value) return isConditions(value['all'])
  if ('any' in value) return isConditions(value['any'])
  if ('not' in value) return isCondition(value['not'])
  if ('segment' in value) return typeof value['segment'] === 'string'
  const { attribute, op, values } = value
  return (
    typeof attribute === 'string' &&
    typeof op === 'string' &&
    (values === undefined || (Array.isArray(values) && values.every(isOperand)))
  )
}

function isConditions(value: unknown): boolean {
  return Array.isArray(value) && value.every(isCondition)
}

function isOperand(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}
