/** Half of a pot as the potter sees it: radius and height from the rim down to the foot. */
export type Profile = readonly (readonly [radius: number, y: number])[]

/** A point of the drawing, which is 240 units wide and high. */
export type Point = readonly [x: number, y: number]

/** The axis that every pot is turned around. */
export const AXIS = 120

/** How open a circle looks from where we stand: height over width of its ellipse. */
export const TILT = 0.15

/** Draws a smooth curve from the first point, where the pen is, through all others. */
export function curveThrough(points: readonly Point[]): string {
  let path = ''
  for (let at = 0; at + 1 < points.length; at += 1) {
    const from = points[at]
    const to = points[at + 1]
    if (from === undefined || to === undefined) break
    const before = points[at - 1] ?? from
    const after = points[at + 2] ?? to
    const [ax, ay] = [from[0] + (to[0] - before[0]) / 6, from[1] + (to[1] - before[1]) / 6]
    const [bx, by] = [to[0] - (after[0] - from[0]) / 6, to[1] - (after[1] - from[1]) / 6]
    path += `C${round(ax)} ${round(ay)} ${round(bx)} ${round(by)} ${round(to[0])} ${round(to[1])}`
  }
  return path
}

/** The outline of a pot, from the back of its rim to the front of its foot. */
export function silhouette(profile: Profile): string {
  const left = profile.map(([radius, y]): Point => [AXIS - radius, y])
  const right = profile.map(([radius, y]): Point => [AXIS + radius, y]).toReversed()
  const [rim, foot] = [left[0], left.at(-1)]
  const [mouth, base] = [right.at(-1), right[0]]
  if (rim === undefined || foot === undefined || mouth === undefined || base === undefined)
    return ''
  const footRadius = base[0] - AXIS
  const rimRadius = mouth[0] - AXIS
  return [
    `M${rim[0]} ${rim[1]}`,
    curveThrough(left),
    `A${footRadius} ${round(footRadius * TILT)} 0 0 0 ${base[0]} ${base[1]}`,
    curveThrough(right),
    `A${rimRadius} ${round(rimRadius * TILT)} 0 0 0 ${rim[0]} ${rim[1]}`,
    'Z',
  ].join('')
}

/** The part of the left edge between two heights, drawn a little inside: where light catches. */
export function shine(profile: Profile, fromY: number, toY: number): string {
  const points = profile
    .filter(([, y]) => y >= fromY && y <= toY)
    .map(([radius, y]): Point => [AXIS - radius * 0.68, y])
  const first = points[0]
  return first === undefined ? '' : `M${round(first[0])} ${first[1]}${curveThrough(points)}`
}

/** The radius of a pot at a height. */
export function radiusAt(profile: Profile, y: number): number {
  for (let at = 0; at + 1 < profile.length; at += 1) {
    const above = profile[at]
    const below = profile[at + 1]
    if (above === undefined || below === undefined || y > below[1]) continue
    const share = (y - above[1]) / (below[1] - above[1])
    return above[0] + (below[0] - above[0]) * Math.max(0, share)
  }
  return profile.at(-1)?.[0] ?? 0
}

/** Everything above an uneven line: a coat of glaze, dipped down to `y`. */
export function coat(y: number, chance: () => number, run: number): string {
  const edge: Point[] = []
  for (let x = 252; x >= -12; x -= 12) {
    const roundness = 1 - ((x - AXIS) / AXIS) ** 2
    edge.push([x, y + roundness * 9 + chance() ** 3 * run])
  }
  return `M-12 0H252V${round(edge[0]?.[1] ?? y)}${curveThrough(edge)}Z`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
