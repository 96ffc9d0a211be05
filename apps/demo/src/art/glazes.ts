/** How a glaze looks on its clay. Colours are CSS colours. */
export interface Glaze {
  readonly title: string
  readonly clay: string
  readonly coat: string
  /** Where the glaze runs thin: rims and edges. */
  readonly thin: string
  readonly speckle: string
  /** Speckles on the whole pot. */
  readonly speckles: number
}

/** The mill's glazes. */
export const glazes = {
  river: {
    title: 'River blue',
    clay: '#c39a74',
    coat: '#4a7f9b',
    thin: '#8fb3bd',
    speckle: '#24495c',
    speckles: 46,
  },
  ash: {
    title: 'Ash white',
    clay: '#8b654b',
    coat: '#e9e3d5',
    thin: '#b58a63',
    speckle: '#8f7a61',
    speckles: 90,
  },
  celadon: {
    title: 'Celadon',
    clay: '#d8c3a5',
    coat: '#9cc0a6',
    thin: '#c8dcc6',
    speckle: '#6f977e',
    speckles: 24,
  },
  tenmoku: {
    title: 'Tenmoku',
    clay: '#9c6a47',
    coat: '#3d2a25',
    thin: '#a8552c',
    speckle: '#7d4526',
    speckles: 38,
  },
  ochre: {
    title: 'Ochre',
    clay: '#a9744b',
    coat: '#dba642',
    thin: '#efcf8a',
    speckle: '#8c5a1e',
    speckles: 60,
  },
  moon: {
    title: 'Moon white',
    clay: '#e6dccb',
    coat: '#f5f2ea',
    thin: '#e2d3bb',
    speckle: '#cbbda5',
    speckles: 26,
  },
  cobalt: {
    title: 'Cobalt',
    clay: '#e4dac8',
    coat: '#31478f',
    thin: '#7086c4',
    speckle: '#1b2a60',
    speckles: 30,
  },
  ember: {
    title: 'Ember red',
    clay: '#7c4f3a',
    coat: '#b9502f',
    thin: '#e09b66',
    speckle: '#6d2817',
    speckles: 44,
  },
  lagoon: {
    title: 'Lagoon',
    clay: '#caa67f',
    coat: '#3f9a92',
    thin: '#93cfc2',
    speckle: '#1f5f5c',
    speckles: 34,
  },
  pine: {
    title: 'Pine',
    clay: '#b98d66',
    coat: '#476a56',
    thin: '#8aa889',
    speckle: '#27402f',
    speckles: 50,
  },
} as const satisfies Record<string, Glaze>

/** The name of a glaze. */
export type GlazeName = keyof typeof glazes
