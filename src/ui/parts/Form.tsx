import { type ReactNode, useState } from 'react';
import { useWords } from '../words.ts';
import { Button } from './Button.tsx';
import { classes } from './classes.ts';
import controls from './controls.module.css';
import styles from './Form.module.css';

const NAME_LENGTH_MAX = 80;

export interface NameFormProps {
  readonly label: string;
  /** The name to begin with: it is selected, so that typing replaces it. */
  readonly name: string;
  readonly onSave: (name: string) => void;
  /** The form is to go: it was saved or given up. */
  readonly onDone: () => void;
}

/** Names one thing, in a dialog of its own. */
export function NameForm({ label, name, onSave, onDone }: NameFormProps) {
  const t = useWords();
  const [draft, setDraft] = useState(name);
  return (
    <form
      className={styles.name}
      onSubmit={(event) => {
        event.preventDefault();
        onSave(draft);
        onDone();
      }}
    >
      <label>
        <span>{label}</span>
        <input
          className={controls.field}
          data-autofocus
          value={draft}
          maxLength={NAME_LENGTH_MAX}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setDraft(event.target.value)}
        />
      </label>
      <div className={styles.buttons}>
        <Button look="primary" type="submit" disabled={!draft.trim()}>
          {t('form.save')}
        </Button>
        <Button onClick={onDone}>{t('form.cancel')}</Button>
      </div>
    </form>
  );
}

/** What a form in a dialog comes to, and its buttons: in sight while the fields are scrolled. */
export function FormFoot({ className, children }: { readonly className?: string | undefined; readonly children: ReactNode }) {
  return <footer className={classes(styles.foot, className)}>{children}</footer>;
}
