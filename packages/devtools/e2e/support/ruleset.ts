/** Keys and texts that want to be more than text. */
export const HOSTILE = {
  key: 'x-onerror',
  title: '<img src=x onerror=alert(1)>',
  value: '</script><script>alert(1)</script>',
  variant: 'evil',
} as const

/** The flags of the page, and so many more gates that are called `f0`, `f1` and so on. */
export function ruleset(more: number): object {
  const all = (variant: string): object => ({ rules: [{ id: 'all', serve: { variant } }] })
  const others = Array.from({ length: more }, (_, index) => [`f${index}`, all('on')] as const)
  return {
    schemaVersion: 1,
    attributes: {
      country: { type: 'string', stored: true },
      email: { type: 'string', sensitive: true },
    },
    flags: {
      banner: {},
      layout: {
        owner: 'checkout',
        rules: [
          {
            id: 'norway',
            when: { all: [{ attribute: 'country', op: 'in', values: ['NO'] }] },
            serve: { variant: 'on' },
          },
          {
            id: 'a-tenth',
            serve: { split: [{ variant: 'on', weightBps: 10_000 }], coverageBps: 0 },
          },
        ],
      },
      cta: {
        kind: 'experiment',
        type: 'string',
        stability: 'live',
        defaultVariant: 'plain',
        variants: { plain: { value: 'Buy now' }, warm: { value: 'Send it on its way' } },
        ...all('plain'),
      },
      price: {
        type: 'number',
        defaultVariant: 'near',
        variants: { near: { value: 80 }, far: { value: 150 } },
      },
      theme: {
        type: 'object',
        defaultVariant: 'sea',
        variants: { sea: { value: { colour: 'teal' } } },
      },
      fixed: { overridable: false, ...all('on') },
      closed: { enabled: false },
      secret: { serverOnly: true, ...all('on') },
      [HOSTILE.key]: {
        type: 'string',
        title: HOSTILE.title,
        defaultVariant: HOSTILE.variant,
        variants: { [HOSTILE.variant]: { value: HOSTILE.value } },
      },
      ...Object.fromEntries(others),
    },
  }
}
