import type { Command } from '../command.ts'

/** The path of something that is done to an experiment. */
export function experimentPath({ settings }: Command, key: string, step: string): string[] {
  return ['v1', 'environments', settings.environment, 'experiments', key, step]
}
