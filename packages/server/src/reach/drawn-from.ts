import { BPS, type Ruleset, type Split } from '@sluice/core'

/** Of whom a rule is for, the share that its layer and its holdout leave it to draw from, in `[0, 1]`. */
export function drawnFrom({ holdouts }: Ruleset, { layer, holdout }: Split): number {
  const slot = layer === undefined ? 1 : (layer.toBps - layer.fromBps) / BPS
  const held = holdout === undefined ? 0 : (holdouts[holdout]?.shareBps ?? 0) / BPS
  return slot * (1 - held)
}
