import type { JsonObject, JsonValue } from '@sluice/core'
import { mergeYaml } from './merge-yaml.ts'

/**
 * Rewrites the YAML of a ruleset so that it means another document.
 *
 * @param document - in its smallest spelling
 * @throws SluiceError `MERGE_FAILED`; see {@link mergeYaml}
 */
export async function mergeRuleset(
  name: string,
  text: string,
  document: JsonObject,
): Promise<string> {
  const { parseRuleset, rulesetDocument } = await import('@sluice/core/schema')
  return mergeYaml(name, text, {
    document,
    filled: parseRuleset(document).ruleset as unknown as JsonValue,
    meaning: (value) => {
      try {
        return rulesetDocument(parseRuleset(value).ruleset)
      } catch {
        // Half of the edits may make no valid ruleset; the whole of them does.
        return undefined
      }
    },
  })
}
