/** The first whole number from another one on that is enough; all beyond it are. */
export function firstEnough(from: number, isEnough: (value: number) => boolean): number {
  let tooFew = from - 1
  let enough = from
  for (let step = 1; !isEnough(enough); step *= 2) {
    tooFew = enough
    enough += step
  }
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2)
    if (isEnough(middle)) enough = middle
    else tooFew = middle
  }
  return enough
}
