import type { Figures } from '../service/shapes/metrics.ts'

/** What a variant reached in a metric. */
export function figuresOf(
  figures: readonly Figures[],
  metric: string,
  variant: string,
): Figures['variants'][number] | undefined {
  return figures
    .find((one) => one.metric === metric)
    ?.variants.find((one) => one.variant === variant)
}
