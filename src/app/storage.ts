/**
 * Text by key, kept in this browser. localStorage is written at once, so that a closed tab loses nothing; what does not fit there
 * goes to IndexedDB. Where neither is allowed (a strict embed), the page works and forgets.
 */
export interface KeyValue {
  /** Writes without waiting where it can. Resolves to false where it could not be kept at all. */
  write(key: string, text: string): Promise<boolean>;
  read(key: string): Promise<string | undefined>;
  remove(key: string): Promise<void>;
  keys(prefix: string): Promise<readonly string[]>;
}

const DATABASE = 'rolloutscope';
const TABLE = 'large';

function local(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}

let database: Promise<IDBDatabase | undefined> | undefined;

/** A database that does not open within this time, in ms, is not waited for: some browsers never answer in private windows. */
const OPENING_MS = 2_000;

function openDatabase(): Promise<IDBDatabase | undefined> {
  database ??= new Promise((resolve) => {
    try {
      const opening = indexedDB.open(DATABASE, 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore(TABLE);
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => resolve(undefined);
      opening.onblocked = () => resolve(undefined);
      setTimeout(() => resolve(undefined), OPENING_MS);
    } catch {
      resolve(undefined);
    }
  });
  return database;
}

/** Runs one request on the table of large texts; undefined where there is no database, or it refuses. */
async function large<T>(mode: IDBTransactionMode, ask: (table: IDBObjectStore) => IDBRequest<T>): Promise<{ readonly value: T } | undefined> {
  const opened = await openDatabase();
  if (!opened) return undefined;
  return new Promise((resolve) => {
    try {
      const transaction = opened.transaction(TABLE, mode);
      const asked = ask(transaction.objectStore(TABLE));
      transaction.oncomplete = () => resolve({ value: asked.result });
      transaction.onerror = () => resolve(undefined);
      transaction.onabort = () => resolve(undefined);
    } catch {
      // The database was closed or deleted, or refuses what it is given.
      resolve(undefined);
    }
  });
}

export const browserStorage: KeyValue = {
  async write(key, text) {
    try {
      const storage = local();
      if (storage) {
        storage.setItem(key, text);
        return true;
      }
    } catch {
      // Full: the older, smaller text must not win when it is read again.
      local()?.removeItem(key);
    }
    return (await large('readwrite', (table) => table.put(text, key))) !== undefined;
  },
  async read(key) {
    const text = local()?.getItem(key);
    if (text !== null && text !== undefined) return text;
    const found = (await large('readonly', (table) => table.get(key) as IDBRequest<unknown>))?.value;
    return typeof found === 'string' ? found : undefined;
  },
  async remove(key) {
    local()?.removeItem(key);
    await large('readwrite', (table) => table.delete(key));
  },
  async keys(prefix) {
    const storage = local();
    const found = new Set<string>();
    for (let i = 0; storage && i < storage.length; i++) {
      const key = storage.key(i);
      if (key?.startsWith(prefix)) found.add(key);
    }
    for (const key of (await large('readonly', (table) => table.getAllKeys()))?.value ?? [])
      if (typeof key === 'string' && key.startsWith(prefix)) found.add(key);
    return [...found];
  },
};
