import { useTyped } from './use-typed.ts'

/** A field to look for something by words that are in the address. */
export function SearchField({
  label,
  words,
  maxLength,
  onSearch,
}: {
  readonly label: string
  /** What the address says. */
  readonly words: string
  readonly maxLength?: number
  /** Goes to the address of other words; `undefined` for none. */
  readonly onSearch: (words: string | undefined) => Promise<void>
}) {
  const [text, type] = useTyped(words)
  return (
    <label className="search">
      <span>{label}</span>
      <input
        type="search"
        value={text}
        maxLength={maxLength}
        onChange={({ target: { value } }) =>
          type(value, onSearch(value === '' ? undefined : value))
        }
      />
    </label>
  )
}
