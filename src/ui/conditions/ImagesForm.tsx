import { Plus } from 'lucide-react';
import { type SubmitEvent, useId, useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../parts/Button.tsx';
import { classes } from '../parts/classes.ts';
import controls from '../parts/controls.module.css';
import { useWords } from '../words.ts';
import { DELAYS, type Typed, drafts, imagesNow, typeImages, typedOf, wrongFields } from './drafts.ts';
import styles from './Conditions.module.css';

const FAULTS = ['NeverReady', 'CrashLoop', 'ImagePull'] as const;

/** How each image behaves: one line for each, and one for all others. */
export function ImagesForm() {
  const t = useWords();
  const typed = useStore(drafts, (state) => state.typed);
  const known = imagesNow();
  const everything = known[0]?.behaviour ?? {};
  const added = Object.keys(typed).filter((image) => !known.some((entry) => entry.image === image));
  const lines = [...known, ...added.map((image) => ({ image, behaviour: {}, used: false }))];
  const type = (image: string, change: Typed): void => typeImages({ ...drafts.getState().typed, [image]: change });
  return (
    <>
      <p className={styles.about}>{t('images.about')}</p>
      <ul className={styles.images}>
        {lines.map(({ image, behaviour, used }) => (
          <ImageLine
            key={image}
            image={image}
            used={used || image === '*'}
            typed={typed[image] ?? typedOf(behaviour, image === '*' ? {} : everything)}
            changed={typed[image] !== undefined}
            onType={(change) => type(image, change)}
          />
        ))}
      </ul>
      <AddImage known={lines.map(({ image }) => image)} onAdd={(image) => type(image, typedOf({}, everything))} />
    </>
  );
}

interface LineProps {
  readonly image: string;
  readonly used: boolean;
  readonly typed: Typed;
  readonly changed: boolean;
  readonly onType: (typed: Typed) => void;
}

function ImageLine({ image, used, typed, changed, onType }: LineProps) {
  const t = useWords();
  const id = useId();
  const wrong = wrongFields(typed);
  const name = image === '*' ? t('images.all') : image;
  const fields = [...DELAYS, ...(typed.fault === 'CrashLoop' ? (['crash-after'] as const) : [])];
  return (
    <li className={classes(styles.image, changed && styles.changed)}>
      <p className={styles.imageName}>
        <b>{name}</b>
        {!used && <small>{t('images.unused')}</small>}
      </p>
      <div className={styles.fields}>
        {fields.map((field) => (
          <label key={field} className={styles.seconds} title={field === 'crash-after' ? undefined : t(`images.${field}.detail`)}>
            <span>{t(`images.${field}`)}</span>
            <input
              className={controls.field}
              inputMode="numeric"
              aria-label={t('images.field', { what: t(`images.${field}`), image: name })}
              aria-invalid={wrong.includes(field)}
              aria-describedby={wrong.includes(field) ? `${id}-wrong` : undefined}
              value={typed[field]}
              onChange={(event) => onType({ ...typed, [field]: event.target.value })}
            />
          </label>
        ))}
        <label className={styles.fault}>
          <span>{t('images.fault')}</span>
          <select
            className={controls.field}
            aria-label={t('images.field', { what: t('images.fault'), image: name })}
            value={typed.fault}
            onChange={(event) => onType({ ...typed, fault: event.target.value })}
          >
            <option value="">{t('images.fault.none')}</option>
            {FAULTS.map((fault) => (
              <option key={fault} value={fault}>
                {t(`images.fault.${fault}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {wrong.length > 0 && (
        <p id={`${id}-wrong`} className={styles.problem}>
          {t('images.problem')}
        </p>
      )}
    </li>
  );
}

function AddImage({ known, onAdd }: { readonly known: readonly string[]; readonly onAdd: (image: string) => void }) {
  const t = useWords();
  const [image, setImage] = useState('');
  const name = image.trim();
  const isKnown = known.includes(name);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!name || isKnown) return;
    onAdd(name);
    setImage('');
  };
  return (
    <form className={styles.add} onSubmit={submit}>
      <input
        className={controls.field}
        aria-label={t('images.add.label')}
        placeholder={t('images.add.placeholder')}
        spellCheck={false}
        autoCapitalize="none"
        value={image}
        onChange={(event) => setImage(event.target.value)}
      />
      <Button type="submit" aria-disabled={!name || isKnown}>
        <Plus aria-hidden />
        {t('images.add')}
      </Button>
      <p role="status" className={styles.problem}>
        {isKnown ? t('images.add.known', { image: name }) : ''}
      </p>
    </form>
  );
}
