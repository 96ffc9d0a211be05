import {
  compile,
  existsForClients,
  type CompiledRuleset,
  type RegexEngine,
  type Ruleset,
} from '@sluice/core'
import type { PublishedEnvironment } from './published-environment.ts'

/** An environment in memory, compiled. */
export interface LiveEnvironment extends PublishedEnvironment {
  readonly compiled: CompiledRuleset
  /** The flags that exist for a client key, in the order of the document. */
  readonly clientKeys: readonly string[]
}

/** Hears of every environment that was published, after the new one is in place. */
export type PublishListener = (live: LiveEnvironment, previous: LiveEnvironment | undefined) => void

/** All environments in memory: what flags are served from, whatever the database does. */
export interface LiveEnvironments {
  /** Random id of the data folder; versions compare only within it. */
  readonly epoch: string
  get(environment: string): LiveEnvironment | undefined
  keys(): readonly string[]
  /** Puts an environment in place and tells the listeners. Ignores a version older than the one held. */
  publish(environment: PublishedEnvironment): void
  /** @returns a function that stops listening */
  onPublish(listener: PublishListener): () => void
}

/** The ruleset as whoever evaluates it has to know it. */
function publishedRuleset({ ruleset, settings }: PublishedEnvironment): Ruleset {
  return settings.protected ? { ...ruleset, overridable: false } : ruleset
}

/** Keeps environments in memory, compiled with the given engine for regular expressions. */
export function createLiveEnvironments(epoch: string, regex: RegexEngine): LiveEnvironments {
  const environments = new Map<string, LiveEnvironment>()
  const listeners = new Set<PublishListener>()
  return {
    epoch,
    get: (environment) => environments.get(environment),
    keys: () => [...environments.keys()],
    publish(environment) {
      const previous = environments.get(environment.key)
      if (previous !== undefined && environment.ruleset.version < previous.ruleset.version) return
      const compiled = compile(publishedRuleset(environment), { regex })
      const clientKeys = compiled.keys.filter((key) => existsForClients(compiled, key))
      const live = { ...environment, compiled, clientKeys }
      environments.set(environment.key, live)
      for (const listener of listeners) listener(live, previous)
    },
    onPublish(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
