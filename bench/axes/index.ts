import type { Axis } from './axis.ts'

/** Every axis by the name it is called with, in the order of the report. Each is loaded when it runs. */
export const axes: Readonly<Record<string, () => Promise<Axis>>> = {
  evaluation: async () => (await import('./evaluation.ts')).evaluation,
  reads: async () => (await import('./client-reads.ts')).clientReads,
  react: async () => (await import('./react.ts')).react,
  exposures: async () => (await import('./exposures.ts')).exposures,
  overlay: async () => (await import('./overlay.ts')).overlay,
  rendering: async () => (await import('./server-rendering.ts')).serverRendering,
  service: async () => (await import('./service.ts')).service,
  start: async () => (await import('./service-start.ts')).serviceStart,
  propagation: async () => (await import('./propagation.ts')).propagation,
  streams: async () => (await import('./streams.ts')).streams,
  intake: async () => (await import('./intake.ts')).intake,
  events: async () => (await import('./events.ts')).events,
  results: async () => (await import('./results.ts')).results,
  stats: async () => (await import('./stats.ts')).stats,
  rollout: async () => (await import('./rollout.ts')).rollout,
  sizes: async () => (await import('./sizes.ts')).sizes,
}
