import type { JsonValue } from '@sluice/core'

/** What a field of a flag means when a document leaves it out, by its path without indexes. */
const DEFAULTS: Readonly<Record<string, JsonValue>> = {
  kind: 'release',
  type: 'boolean',
  enabled: true,
  defaultVariant: 'off',
  serverOnly: false,
  overridable: true,
  'exposure.sampleBps': 10_000,
  'rules.serve.coverageBps': 10_000,
  'rules.serve.by': 'targetingKey',
}

/** The value that stands for a missing field of a flag; `undefined` where missing means missing. */
export function defaultOf(path: string): JsonValue | undefined {
  const name = path.replaceAll(/\[\d+\]/g, '')
  return Object.hasOwn(DEFAULTS, name) ? DEFAULTS[name] : undefined
}
