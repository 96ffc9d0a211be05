/** Keys of flags, and names of variants, rules, segments, layers, holdouts and attributes. */
export const NAME: RegExp = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/

/** What a name looks like, for people. */
export const NAME_RULE =
  'Names have 1 to 128 letters, digits, dots, hyphens and underscores, and begin with a letter or digit'
