import type { GlazeName } from '../art/glazes.ts'
import type { ShapeName } from '../art/shapes.ts'

/** What a piece is for. */
export type Use = 'drinking' | 'eating' | 'keeping' | 'growing'

/** Something that the mill makes. */
export interface Piece {
  readonly id: string
  readonly name: string
  readonly use: Use
  readonly shape: ShapeName
  readonly glaze: GlazeName
  readonly priceCents: number
  /** Height or width and what it holds. */
  readonly size: string
  readonly story: string
  /** Average of the reviews, `[1, 5]`. */
  readonly stars: number
  readonly reviews: number
}

/** Uses in the order of the shop's filter, with their names. */
export const uses: Readonly<Record<Use, string>> = {
  drinking: 'Cups & pots',
  eating: 'Table',
  keeping: 'Jars',
  growing: 'Stems & leaves',
}

/** Everything there is, in the order of the shop. */
export const pieces: readonly Piece[] = [
  {
    id: 'weir-mug',
    name: 'Weir mug',
    use: 'drinking',
    shape: 'mug',
    glaze: 'river',
    priceCents: 28_00,
    size: '9 cm, holds 320 ml',
    story: 'Dipped once, held by the foot. Where the glaze stops, your thumb knows.',
    stars: 4.9,
    reviews: 212,
  },
  {
    id: 'moon-jar',
    name: 'Moon jar',
    use: 'keeping',
    shape: 'moonJar',
    glaze: 'moon',
    priceCents: 145_00,
    size: '26 cm',
    story:
      'Two bowls, joined at the waist while the clay is still soft. No two are round in the same way.',
    stars: 4.8,
    reviews: 31,
  },
  {
    id: 'heron-jug',
    name: 'Heron jug',
    use: 'drinking',
    shape: 'jug',
    glaze: 'celadon',
    priceCents: 64_00,
    size: '24 cm, holds 1.2 l',
    story: 'Stands on one leg, so to speak. Pours without a drip.',
    stars: 4.7,
    reviews: 88,
  },
  {
    id: 'kettle-lane-teapot',
    name: 'Kettle Lane teapot',
    use: 'drinking',
    shape: 'teapot',
    glaze: 'tenmoku',
    priceCents: 98_00,
    size: '15 cm, holds 900 ml',
    story: 'Iron glaze, nearly black, breaking to rust wherever there is an edge.',
    stars: 4.9,
    reviews: 64,
  },
  {
    id: 'moor-bowl',
    name: 'Moor bowl',
    use: 'eating',
    shape: 'bowl',
    glaze: 'ash',
    priceCents: 38_00,
    size: '19 cm, soup for one',
    story: 'Glazed with ash from our own stove, and speckled by the iron in the clay.',
    stars: 4.8,
    reviews: 176,
  },
  {
    id: 'kingfisher-vase',
    name: 'Kingfisher vase',
    use: 'growing',
    shape: 'amphora',
    glaze: 'cobalt',
    priceCents: 86_00,
    size: '28 cm',
    story: 'A blue that you see from the other side of the river.',
    stars: 4.6,
    reviews: 42,
  },
  {
    id: 'ford-plate',
    name: 'Ford plate',
    use: 'eating',
    shape: 'plate',
    glaze: 'lagoon',
    priceCents: 34_00,
    size: '27 cm',
    story: 'Half in the water, half on the bank.',
    stars: 4.7,
    reviews: 139,
  },
  {
    id: 'reed-vase',
    name: 'Reed vase',
    use: 'growing',
    shape: 'budVase',
    glaze: 'ochre',
    priceCents: 32_00,
    size: '14 cm, for one stem or three',
    story: 'For what you pick on the way home.',
    stars: 4.9,
    reviews: 97,
  },
  {
    id: 'pantry-jar',
    name: 'Pantry jar',
    use: 'keeping',
    shape: 'gingerJar',
    glaze: 'ember',
    priceCents: 72_00,
    size: '22 cm, holds 2 l',
    story: 'The lid closes with the sound of a good cupboard.',
    stars: 4.8,
    reviews: 53,
  },
  {
    id: 'pebble-cup',
    name: 'Pebble cup',
    use: 'drinking',
    shape: 'tumbler',
    glaze: 'cobalt',
    priceCents: 19_00,
    size: '7 cm, holds 160 ml',
    story: 'No handle, so it asks for both hands.',
    stars: 4.7,
    reviews: 254,
  },
  {
    id: 'sill-planter',
    name: 'Sill planter',
    use: 'growing',
    shape: 'planter',
    glaze: 'moon',
    priceCents: 44_00,
    size: '13 cm, with saucer',
    story: 'Breathes through its bare foot. The fern likes it.',
    stars: 4.8,
    reviews: 71,
  },
  {
    id: 'oil-bottle',
    name: 'Oil bottle',
    use: 'keeping',
    shape: 'bottle',
    glaze: 'pine',
    priceCents: 42_00,
    size: '20 cm, holds 500 ml',
    story: 'Dark inside, so that oil keeps. The cork is from a wine that we liked.',
    stars: 4.6,
    reviews: 60,
  },
]
