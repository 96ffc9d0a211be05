import type { Ruleset } from '@sluice/core'
import { parseRuleset } from '@sluice/core/schema'

/** Flags of every type, as a file holds them. */
export const document: object = {
  schemaVersion: 1,
  segments: { abroad: { all: [{ attribute: 'country', op: 'in', values: ['NO'] }] } },
  attributes: { country: { type: 'string' } },
  flags: {
    'new-checkout': {
      title: 'Checkout on one page',
      rules: [
        {
          id: 'rollout',
          serve: { split: [{ variant: 'on', weightBps: 10_000 }], coverageBps: 10_000 },
        },
      ],
    },
    'checkout-cta': {
      kind: 'experiment',
      stability: 'mount',
      exposure: { policy: 'visible' },
      type: 'string',
      title: 'Words on the order button',
      defaultVariant: 'control',
      variants: {
        control: { value: 'Buy now', title: 'Plain' },
        urgent: { value: 'Only 2 left', title: 'Urgent' },
      },
    },
    banner: {
      type: 'object',
      defaultVariant: 'calm',
      variants: {
        calm: { value: { text: 'Open' } },
        duties: { value: { text: 'Duties are paid' } },
      },
      rules: [{ id: 'abroad', when: { segment: 'abroad' }, serve: { variant: 'duties' } }],
    },
    'free-from': {
      type: 'number',
      defaultVariant: 'near',
      variants: { near: 80, far: 150 },
    },
    gone: { archived: true },
  },
}

/** The same, read. */
export const ruleset: Ruleset = parseRuleset(document).ruleset
