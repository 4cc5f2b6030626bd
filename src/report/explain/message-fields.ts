/** Fields of a message by any name: a head has short ways only to those that the analysis asks for. */
import type { RequestView, ResponseView } from "../../http/views.js";

/** Values of all fields of that name, in lower case, in order. */
export const fieldValues = ({ head }: RequestView | ResponseView, name: string): string[] =>
  (head?.headers() ?? []).flatMap((field) =>
    field.name.toLowerCase() === name && field.value !== null ? [field.value] : [],
  );

/** Value of the first of them; null without one. */
export const fieldOf = (message: RequestView | ResponseView, name: string): string | null =>
  fieldValues(message, name)[0] ?? null;
