import { Name } from '../page/Name.tsx'
import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useMemo } from 'react'
import { showTheme } from '../page/theme.ts'
import {
  environmentsQuery,
  experimentsQuery,
  rulesetQuery,
  starsQuery,
} from '../service/queries.ts'
import { useSignOut } from '../session/use-sign-out.ts'
import { commandsOf, isMeant, type Command, type CommandGroup } from './commands.ts'

/** More than this nobody reads; one types another letter. */
const MOST = 40

/** A field that goes anywhere: to a flag, an experiment, a page, another look, or out. */
export function Palette({
  environment,
  isOpen,
  onOpenChange,
  typed,
  onType,
}: {
  readonly environment: string | undefined
  readonly isOpen: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly typed: string
  readonly onType: (typed: string) => void
}) {
  const groups = useCommands(environment, isOpen)
  const run = useRun()
  return (
    <Dialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="palette-backdrop" />
        <Dialog.Popup className="palette" aria-label="Go to">
          <Autocomplete.Root
            open
            inline
            items={groups}
            value={typed}
            onValueChange={onType}
            filter={(command: Command, text) => isMeant(command, text)}
            itemToStringValue={({ label }: Command) => label}
            autoHighlight="always"
            keepHighlight
            limit={MOST}
          >
            <Autocomplete.Input
              aria-label="A flag, an experiment, a page or what to do"
              placeholder="A flag, an experiment, a page …"
            />
            <Autocomplete.Empty className="empty">Nothing is called that.</Autocomplete.Empty>
            <Autocomplete.List aria-label="Places">
              {(group: CommandGroup) => (
                <Autocomplete.Group key={group.value} items={group.items}>
                  <Autocomplete.GroupLabel className="group">{group.value}</Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(command: Command) => (
                      <Autocomplete.Item
                        key={command.id}
                        value={command}
                        onClick={() => {
                          onOpenChange(false)
                          void run(command)
                        }}
                      >
                        <Name text={command.label} /> <span className="faint">{command.hint}</span>
                      </Autocomplete.Item>
                    )}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function useCommands(environment: string | undefined, isOpen: boolean): readonly CommandGroup[] {
  const isHere = isOpen && environment !== undefined
  const here = environment ?? ''
  const environments = useQuery({ ...environmentsQuery, enabled: isOpen }).data
  const ruleset = useQuery({ ...rulesetQuery(here), enabled: isHere }).data
  const experiments = useQuery({ ...experimentsQuery(here), enabled: isHere }).data
  const stars = useQuery({ ...starsQuery(here), enabled: isHere }).data
  return useMemo(
    () =>
      commandsOf({
        environment,
        environments: (environments ?? []).map(({ key }) => key),
        ruleset,
        experiments: experiments ?? [],
        stars: stars ?? [],
      }),
    [environment, environments, ruleset, experiments, stars],
  )
}

function useRun(): (command: Command) => Promise<void> {
  const { history } = useRouter()
  const signOut = useSignOut()
  return async ({ does }) => {
    switch (does.kind) {
      case 'go':
        history.push(does.to)
        return
      case 'theme':
        showTheme(does.theme)
        return
      case 'sign_out':
        await signOut()
    }
  }
}
