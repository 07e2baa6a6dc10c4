import { Component, type ReactNode } from 'react';
import { Button } from './parts/Button.tsx';
import styles from './App.module.css';
import { t } from './words.ts';

/** Shows what is left of the page where a component threw: the rest goes on, and nothing that was made is lost. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly error: Error | undefined }> {
  override state: { readonly error: Error | undefined } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div className={styles.crashed} role="alert">
        <h2>{t('app.crashed')}</h2>
        <p>{t('app.crashed.detail')}</p>
        <pre>{error.message}</pre>
        <Button look="primary" onClick={() => location.reload()}>
          {t('app.crashed.reload')}
        </Button>
      </div>
    );
  }
}
