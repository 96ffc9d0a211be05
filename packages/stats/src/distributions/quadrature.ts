/** Points and weights of Gauss and Legendre's rule on [-1, 1]. */
interface Rule {
  readonly points: readonly number[]
  readonly weights: readonly number[]
}

const rules = new Map<number, Rule>()

/** Points and weights of Gauss-Legendre quadrature with `size` points on each of equal panels. */
export function gaussLegendre(low: number, high: number, panels: number, size = 12): Rule {
  const rule = legendreRule(size)
  const half = (high - low) / panels / 2
  const points: number[] = []
  const weights: number[] = []
  for (let panel = 0; panel < panels; panel++) {
    const centre = low + (2 * panel + 1) * half
    for (let index = 0; index < size; index++) {
      points.push(centre + half * (rule.points[index] as number))
      weights.push(half * (rule.weights[index] as number))
    }
  }
  return { points, weights }
}

/** @see Davis, Rabinowitz (1984), Methods of Numerical Integration, 2.7 */
function legendreRule(size: number): Rule {
  const known = rules.get(size)
  if (known !== undefined) return known
  const points: number[] = []
  const weights: number[] = []
  for (let index = 0; index < size; index++) {
    let x = Math.cos((Math.PI * (index + 0.75)) / (size + 0.5))
    let slope = 0
    for (let step = 0; step < 20; step++) {
      let [previous, current] = [1, x]
      for (let order = 2; order <= size; order++) {
        ;[previous, current] = [
          current,
          ((2 * order - 1) * x * current - (order - 1) * previous) / order,
        ]
      }
      slope = (size * (x * current - previous)) / (x * x - 1)
      x -= current / slope
    }
    points.push(x)
    weights.push(2 / ((1 - x * x) * slope * slope))
  }
  const rule = { points, weights }
  rules.set(size, rule)
  return rule
}
