/** The flag that a new app begins with. */
export const FIRST_FLAG = 'first-gate'

/**
 * Writes the first ruleset file of an app.
 *
 * @param schema - path of the schema from the file, for editors
 * @param serve - what serves the file
 * @param types - what writes the types again; `undefined` where nobody reads them
 */
export function writeFlagsFile(schema: string, serve: string, types: string | undefined): string {
  const after = types === undefined ? '' : `\n# After adding a flag or an attribute: \`${types}\`.`
  return `# yaml-language-server: $schema=${schema}
#
# The flags of this app. \`${serve}\` serves them on this machine, and
# sends each valid save to the pages that are open.${after}
schemaVersion: 1

# What the app tells about a person, for rules to ask for (setContext of
# useSluiceContext). Name what you use; a value of another type does not compile.
attributes:
  country:
    type: string
    description: Two letters, such as DE

flags:
  # A gate: a flag with the variants on and off, which opens a part of the page.
  # Rules are tried from the top, and the first that fits decides. This one
  # would open it for a quarter of the people in two countries:
  #
  #   rules:
  #     - id: north
  #       when: { attribute: country, op: in, values: [NO, SE] }
  #       serve:
  #         split: [{ variant: on, weightBps: 10000 }]
  #         coverageBps: 2500 # of 10000; raise it, and nobody who is in falls out
  ${FIRST_FLAG}:
    title: The first gate
    description: Shows that flags reach the page.
    defaultVariant: off # for whoever no rule includes; write on, save, and look at the page
`
}
