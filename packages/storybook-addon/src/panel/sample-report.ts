import type { GateRow, StoryReport } from '../report/report.ts'

const layout: GateRow = {
  key: 'hero-layout',
  title: 'Opening picture',
  definition: 'found',
  description: 'One piece, a full shelf, or a letter from the potter.',
  designUrl: 'https://design.example/hero',
  kind: 'experiment',
  type: 'string',
  variants: [
    { name: 'portrait', title: 'One piece', value: 'portrait' },
    { name: 'shelf', title: 'A full shelf', value: 'shelf', description: 'As in the mill.' },
    { name: 'letter', title: 'A letter from the potter', value: 'letter' },
  ],
  byCode: 'portrait',
  given: { variant: 'shelf', value: 'shelf' },
  own: { variant: 'portrait', value: 'portrait' },
  differs: true,
  by: 'panel',
}

const delivery: GateRow = {
  key: 'free-delivery-from',
  title: 'Free delivery from',
  definition: 'found',
  kind: 'release',
  type: 'number',
  variants: [
    { name: 'near', title: 'At home', value: 80 },
    { name: 'far', title: 'Abroad', value: 150 },
  ],
  byCode: 80,
  given: { variant: 'near', value: 80 },
  own: { variant: 'near', value: 80 },
  differs: false,
  by: 'flag',
}

const banner: GateRow = {
  key: 'banner',
  title: 'Strip at the top',
  definition: 'found',
  kind: 'release',
  type: 'object',
  variants: ['Everyday', 'Kiln opening', 'Duties', 'Summer', 'Winter'].map((title) => ({
    name: title,
    title,
    value: { text: title },
  })),
  byCode: { text: 'Everyday' },
  given: { variant: 'Everyday', value: { text: 'Everyday' } },
  own: { variant: 'Everyday', value: { text: 'Everyday' } },
  differs: false,
  by: 'story',
}

const unknown: GateRow = {
  key: 'chekout-cta',
  title: 'Chekout cta',
  definition: 'missing',
  type: 'string',
  variants: [],
  byCode: 'Buy now',
  given: { value: 'Buy now' },
  own: { value: 'Buy now' },
  differs: false,
  by: 'code',
  fault:
    'The code reads "chekout-cta", but flags.yaml has no such flag. Did you mean "checkout-cta"? Correct the name, or add the flag. Until then the code\'s own default is drawn.',
}

/** A story that reads gates of every kind. */
export const report: StoryReport = {
  story: 'shop--sample',
  isDrawn: true,
  rows: [layout, delivery, banner, unknown],
  faults: [],
  outcomes: [{ id: '0', name: 'ordered', value: 42 }],
  exposures: [
    {
      id: '1',
      title: 'Opening picture',
      variant: 'A full shelf',
      phase: 'commit',
      at: 1_764_180_000_000,
    },
  ],
  state: 'ready',
  scenarios: [{ name: 'Abroad, with the new checkout', payload: 'eyJ9' }],
  forced: 1,
  scenario: '{}',
  appLink: 'http://127.0.0.1:4601/#sluice=eyJ9',
  environments: ['staging', 'production'],
  view: 'story',
}
