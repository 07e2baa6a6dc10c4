import { run } from '../../app/actions.ts';
import { Button } from '../parts/Button.tsx';
import { useWords } from '../words.ts';
import styles from './Canvas.module.css';

/** What to do where nothing has been applied. */
export function EmptyState() {
  const t = useWords();
  const command = t('canvas.empty.command');
  return (
    <section className={styles.empty}>
      <h2>{t('canvas.empty.title')}</h2>
      <p>{t('canvas.empty.detail')}</p>
      <code>{command}</code>
      <Button onClick={() => void run(command)}>{t('canvas.empty.run')}</Button>
    </section>
  );
}
