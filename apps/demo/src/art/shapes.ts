import type { Profile } from './outline.ts'

/** A handle on the right, between two heights, reaching so far from the body. */
export interface Handle {
  readonly from: number
  readonly to: number
  readonly reach: number
}

/** What a pot is made of. Heights grow downwards; the ground is at 206. */
export interface Shape {
  readonly profile: Profile
  /** How far down the pot was dipped into its glaze. */
  readonly dip: number
  /** How far the glaze may run below that. */
  readonly run: number
  readonly handle?: Handle
  readonly extra?: 'lip' | 'teapot' | 'lid' | 'reed' | 'plant' | 'cork'
}

/** The shapes that are thrown at the mill. */
export const shapes = {
  mug: {
    profile: [
      [45, 104],
      [47, 114],
      [48, 146],
      [47, 178],
      [43, 198],
      [37, 206],
    ],
    dip: 168,
    run: 14,
    handle: { from: 122, to: 178, reach: 36 },
  },
  bowl: {
    profile: [
      [86, 122],
      [83, 138],
      [68, 168],
      [46, 189],
      [35, 196],
      [34, 199],
      [37, 206],
    ],
    dip: 158,
    run: 18,
  },
  jug: {
    profile: [
      [29, 52],
      [27, 68],
      [31, 94],
      [49, 134],
      [56, 164],
      [51, 190],
      [40, 206],
    ],
    dip: 168,
    run: 22,
    handle: { from: 70, to: 150, reach: 42 },
    extra: 'lip',
  },
  teapot: {
    profile: [
      [33, 106],
      [50, 111],
      [71, 134],
      [76, 160],
      [64, 189],
      [46, 206],
    ],
    dip: 178,
    run: 12,
    handle: { from: 124, to: 178, reach: 36 },
    extra: 'teapot',
  },
  budVase: {
    profile: [
      [13, 78],
      [9, 88],
      [10, 108],
      [30, 138],
      [45, 166],
      [42, 190],
      [31, 206],
    ],
    dip: 150,
    run: 26,
    extra: 'reed',
  },
  moonJar: {
    profile: [
      [25, 64],
      [24, 71],
      [45, 80],
      [67, 98],
      [80, 121],
      [82, 142],
      [75, 166],
      [60, 186],
      [45, 199],
      [36, 206],
    ],
    dip: 232,
    run: 0,
  },
  tumbler: {
    profile: [
      [37, 122],
      [38, 132],
      [37, 162],
      [34, 190],
      [28, 206],
    ],
    dip: 152,
    run: 12,
  },
  amphora: {
    profile: [
      [29, 46],
      [21, 58],
      [19, 74],
      [46, 98],
      [63, 128],
      [56, 160],
      [40, 188],
      [33, 206],
    ],
    dip: 122,
    run: 34,
  },
  gingerJar: {
    profile: [
      [31, 88],
      [34, 92],
      [54, 101],
      [70, 119],
      [75, 141],
      [69, 166],
      [57, 188],
      [46, 206],
    ],
    dip: 166,
    run: 20,
    extra: 'lid',
  },
  planter: {
    profile: [
      [57, 132],
      [57, 140],
      [54, 168],
      [48, 196],
      [44, 206],
    ],
    dip: 156,
    run: 12,
    extra: 'plant',
  },
  bottle: {
    profile: [
      [11, 62],
      [9, 72],
      [9, 94],
      [16, 110],
      [41, 132],
      [46, 160],
      [44, 190],
      [38, 206],
    ],
    dip: 170,
    run: 18,
    extra: 'cork',
  },
} as const satisfies Record<string, Shape>

/** The name of a shape; a plate is not turned around an upright axis and drawn by itself. */
export type ShapeName = keyof typeof shapes | 'plate'
