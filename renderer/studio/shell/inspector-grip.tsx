import type { KeyboardEvent, PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { prefer, usePreferences } from '../preferences.ts';
import styles from './inspector.module.css';

const narrowest = 280;
const widest = 560;
const usual = 360;
const step = 16;

function setWidth(width: number): void {
  prefer({ inspectorWidth: Math.round(Math.min(widest, Math.max(narrowest, width))) });
}

/** The left edge of the details: dragged, moved by arrow keys, set back by a double click or Enter. */
export function InspectorGrip() {
  const { t } = useTranslation();
  const width = usePreferences(({ inspectorWidth }) => inspectorWidth);
  const press = (event: KeyboardEvent): void => {
    const far = event.shiftKey ? 4 * step : step;
    const widths: Record<string, number> = {
      ArrowLeft: width + far,
      ArrowRight: width - far,
      Home: widest,
      End: narrowest,
      Enter: usual,
    };
    const wanted = widths[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    setWidth(wanted);
  };
  const drag = ({ clientX, currentTarget, pointerId }: PointerEvent<HTMLDivElement>): void => {
    if (!currentTarget.hasPointerCapture(pointerId)) return;
    setWidth((currentTarget.parentElement?.getBoundingClientRect().right ?? 0) - clientX);
  };
  return (
    // A separator that moves is a control, and takes focus.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={t('shell.resize')}
      aria-valuenow={width}
      aria-valuemin={narrowest}
      aria-valuemax={widest}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className={styles.grip}
      onKeyDown={press}
      onDoubleClick={() => setWidth(usual)}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
    />
  );
}
