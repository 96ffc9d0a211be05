export { rulesetJsonSchema } from './schema/json-schema.ts'
export { parseRuleset } from './schema/parse-ruleset.ts'
export { rulesetDocument } from './schema/ruleset-document.ts'
export { flagSchema } from './schema/flag-schema.ts'
export { contextSchema, publishedRulesetSchema, rulesetSchema } from './schema/ruleset-schema.ts'
export type { ConditionDocument } from './schema/conditions.ts'
export type {
  FlagDocument,
  RuleDocument,
  SplitDocument,
  VariantDocument,
} from './schema/flag-schema.ts'
export type { ParsedRuleset, ParseOptions } from './schema/parse-ruleset.ts'
export type { RulesetDocument } from './schema/ruleset-schema.ts'
