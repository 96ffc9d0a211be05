import type { Ruleset } from '@sluice/core'
import { parseRuleset } from '@sluice/core/schema'

/** A ruleset of a few flags, for the tests of this package. */
export const manifest: Ruleset = parseRuleset({
  schemaVersion: 1,
  attributes: {
    country: { type: 'string', stored: true },
    company: { type: 'string', unit: true },
  },
  flags: {
    'new-checkout': {
      title: 'Checkout on one page',
      rules: [
        {
          id: 'abroad',
          when: { attribute: 'country', op: 'in', values: ['NO'] },
          serve: { variant: 'on' },
        },
      ],
    },
    'checkout-cta': {
      kind: 'experiment',
      type: 'string',
      variants: { control: 'Buy now', urgent: 'Only 2 left' },
      defaultVariant: 'control',
    },
    gone: { archived: true },
  },
}).ruleset
