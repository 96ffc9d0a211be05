type Json = Record<string, unknown>

/** A document to change; everything in it may be set. */
export interface Draft {
  readonly schemaVersion: 1
  readonly attributes: { readonly country: Json; readonly company: Json; readonly unused: Json }
  readonly segments: { readonly german: Json; readonly nested: Json }
  readonly layers: { readonly page: Json }
  readonly holdouts: { readonly q4: Json }
  readonly flags: {
    readonly a: Json & { readonly rules: readonly [Json, Json & { readonly serve: Json }] }
    readonly b: Json
    readonly c: Json
    readonly d: Json
  }
}

/** Flags that refer to all there is, and to each other: c needs b, b needs a, a uses the rest. */
export const draftDocument = (): Draft => ({
  schemaVersion: 1,
  attributes: {
    country: { type: 'string' },
    company: { type: 'string', unit: true },
    unused: { type: 'string' },
  },
  segments: {
    german: { attribute: 'country', op: 'equals', values: ['DE'] },
    nested: { any: [{ segment: 'german' }] },
  },
  layers: { page: { salt: 'l1' } },
  holdouts: { q4: { salt: 'h1', shareBps: 500 } },
  flags: {
    a: {
      title: 'A',
      variants: { on: { value: true, title: 'On' }, off: false },
      defaultVariant: 'off',
      rules: [
        {
          id: 'seg',
          description: 'x',
          when: { segment: 'nested' },
          serve: { variant: 'on' },
        },
        {
          id: 'split',
          serve: {
            split: [
              { variant: 'on', weightBps: 5000 },
              { variant: 'off', weightBps: 5000 },
            ],
            coverageBps: 1000,
            salt: 's1',
            by: 'company',
            layer: { name: 'page', fromBps: 0, toBps: 5000 },
            holdout: 'q4',
          },
        },
      ],
    },
    b: { prerequisites: [{ flag: 'a', variants: ['on'] }] },
    c: { prerequisites: [{ flag: 'b', variants: ['on'] }] },
    d: {},
  },
})
