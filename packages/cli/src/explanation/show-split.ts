import type { BucketTrace, SplitTrace } from '@sluice/core'
import { plain } from '../terminal/plain.ts'

/** Shows where a split puts the unit: its bucket against layer, holdout and the variants' shares. */
export function showSplit(split: SplitTrace): string[] {
  const { by, unit, layer, holdout, coverageBps, bucket, ranges, home, covered } = split
  if (unit === undefined) return [`split by ${plain(by)}: missing in the context`]
  const lines = [
    `split by ${plain(by)} ${plain(JSON.stringify(unit))}, coverage ${percent(coverageBps)}`,
  ]
  if (layer !== undefined) {
    const { name, fromBps, toBps, inside } = layer
    lines.push(
      `layer ${plain(name)}: at ${place(layer)}, ${inside ? 'inside' : 'outside'} ${percent(fromBps)} to ${percent(toBps)}`,
    )
  }
  if (holdout !== undefined) {
    const { name, shareBps, heldOut } = holdout
    lines.push(
      `holdout ${plain(name)}: at ${place(holdout)}, ${heldOut ? 'kept back by' : 'above'} its ${percent(shareBps)}`,
    )
  }
  if (bucket === undefined) return lines
  lines.push(`bucket at ${place(bucket)}`)
  for (const { variant, fromBps, coveredToBps, toBps } of ranges) {
    const here = variant === home ? ` <- here, ${covered === true ? 'covered' : 'not covered'}` : ''
    lines.push(
      `  ${plain(variant)}: ${percent(fromBps)} to ${percent(toBps)}, served up to ${percent(coveredToBps)}${here}`,
    )
  }
  return lines
}

function place({ bucketBps }: BucketTrace): string {
  return percent(bucketBps)
}

function percent(bps: number): string {
  return `${(bps / 100).toFixed(2)} %`
}
