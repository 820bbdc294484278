import type { ReactNode } from 'react';
import type { CollectionPath } from '../../api/queries.ts';
import type { Field } from '../../api/types.ts';
import type { FormValue } from './form-values.ts';

/** What the control of any field is given. */
export interface FieldControlProps {
  at: CollectionPath;
  field: Field;
  value: FormValue;
  onChange: (value: FormValue) => void;
  /** Where the value is in the record, `rows[1].depth`; also the element's id, for the error summary. */
  path: string;
  help: (field: Field) => string;
  /** What is wrong with what is at a path, or inside of it. */
  errorAt: (path: string, isInside?: boolean) => ReactNode;
}

/** The id of a field's control, which an error summary leads to. */
export function controlId(path: string): string {
  return `field-${path}`;
}

/** Goes to the control of a path, or to the nearest around it: of `tags[1]` to that of `tags`. */
export function focusControl(path: string): void {
  for (let place = path; place !== ''; place = place.replace(/[.[]?[^.[]*$/, '')) {
    const control = document.getElementById(controlId(place));
    if (!control) continue;
    const inner = control.matches('input, textarea, button')
      ? control
      : control.querySelector<HTMLElement>('input, textarea, button, [tabindex="0"]');
    (inner ?? control).focus();
    return;
  }
}
