const R = 4

/** The outline of a point: a circle, a square, a triangle or a diamond, so that lines differ without colour. */
export function pointPath(index: number, x: number, y: number): string {
  switch (index % 4) {
    case 0:
      return `M${x - R} ${y}a${R} ${R} 0 1 0 ${2 * R} 0a${R} ${R} 0 1 0 ${-2 * R} 0z`
    case 1:
      return `M${x - R} ${y - R}h${2 * R}v${2 * R}h${-2 * R}z`
    case 2:
      return `M${x - R - 1} ${y + R}h${2 * R + 2}l${-R - 1} ${-2 * R - 1}z`
    default:
      return `M${x - R - 1} ${y}l${R + 1} ${-R - 1}l${R + 1} ${R + 1}l${-R - 1} ${R + 1}z`
  }
}
