/** What a Content-Type says (RFC 9110 §8.3), as far as it decides what is looked at in a body. */
import { Remembered } from "../core/remembered.js";

/** Of one field. */
export interface Label {
  /** Type and subtype, lower case; null where there is none. */
  readonly mediaType: string | null;
  readonly hasParameters: boolean;
  readonly isUtf8: boolean;
}

export const NO_LABEL: Label = { mediaType: null, hasParameters: false, isUtf8: false };
const labels = new Remembered(readLabel);

/** A capture has few of them, each again and again. */
export const labelOf = (value: string): Label => labels.of(value);

/** The only parameter, in one of the ways that all understand. */
const UTF8_PARAMETER = /^[^;]*;\s?charset=(?:utf-?8|"utf-?8")\s?$/i;

function readLabel(value: string): Label {
  const semicolon = value.indexOf(";");
  const type = (semicolon < 0 ? value : value.slice(0, semicolon)).trim().toLowerCase();
  return {
    mediaType: type === "" ? null : type,
    hasParameters: semicolon >= 0,
    isUtf8: UTF8_PARAMETER.test(value),
  };
}
