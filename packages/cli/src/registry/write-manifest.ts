import type { Flag, Ruleset } from '@sluice/core'

/**
 * Writes what an overlay shows of flags beyond what a browser is served: names,
 * variants with their values, owners and descriptions; no rules, segments or shares.
 *
 * Flags that a browser never gets are left out. The order is that of the keys, so
 * equal rulesets give equal text.
 *
 * @returns JSON, with a line end
 */
export function writeManifest({ flags, attributes }: Ruleset): string {
  const shown = Object.entries(flags).filter(([, flag]) => !flag.archived && !flag.serverOnly)
  return `${JSON.stringify(
    {
      flags: Object.fromEntries(shown.sort(byKey).map(([key, flag]) => [key, aboutFlag(flag)])),
      attributes: Object.fromEntries(
        Object.entries(attributes)
          .sort(byKey)
          .map(([name, { type, description, sensitive }]) => [
            name,
            { type, description, ...(sensitive && { sensitive }) },
          ]),
      ),
    },
    null,
    2,
  )}\n`
}

function aboutFlag(flag: Flag): object {
  const { kind, type, title, description, owner, tags, designUrl, sunsetOn, variants } = flag
  return { kind, type, title, description, owner, tags, designUrl, sunsetOn, variants }
}

// Code units: the order of keys is nobody's language.
function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}
