import styles from './Name.module.css';

/** So many characters of a name's end are kept: it is there that names of one owner differ. */
const END = 6;

/** An object's name, in one line, with its kind before it: where there is no room for all of it, its middle is left out. */
export function Name({ kind = '', kindClass, name }: { readonly kind?: string; readonly kindClass?: string | undefined; readonly name: string }) {
  const cut = name.length > 2 * END ? name.length - END : name.length;
  return (
    <span className={styles.name}>
      {kind && <span className={kindClass}>{kind} </span>}
      <span className={styles.start}>{name.slice(0, cut)}</span>
      {cut < name.length && <span>{name.slice(cut)}</span>}
    </span>
  );
}
