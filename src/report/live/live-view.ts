/**
 * Where a person is on the live screen: which panel, in which order, which item, what is open; and what a key changes
 * of it. Whoever draws tells it which list stands there and how much of it.
 */
import type { Key, KeyName } from "./key.js";
import { FILTER_SIZE, LiveFilter } from "./live-filter.js";
import type { Listing, Opened } from "./listing.js";
import { PANELS } from "./panels.js";

/** What the keys cannot do by themselves. */
export type Wish = "quit" | "interrupt" | "suspend" | "redraw" | null;

/** An item that was chosen: it stays chosen while the list moves; once it has left, what stands in its place is. */
interface Choice {
  key: unknown;
  index: number;
}

interface PanelState {
  sort: number;
  choice: Choice | null;
  /** First item on the page. */
  top: number;
}

/** The part of a list that stands on the page. */
export interface Page {
  readonly first: number;
  readonly end: number;
  /** null where nothing is chosen. */
  readonly chosen: number | null;
}

const charactersOf = (text: string): string[] => Array.from(text);

export class LiveView {
  panel = 0;
  isPaused = false;
  /** Keys are letters of the filter. */
  isTyping = false;
  isHelp = false;
  opened: Exclude<Opened, { kind: "filter" }> | null = null;
  /** First line of what is open. */
  scroll = 0;
  filter = new LiveFilter("");
  readonly #states: readonly PanelState[] = PANELS.map(() => ({ sort: 0, choice: null, top: 0 }));
  #listing: Listing | null = null;
  #rows = 1;
  #lines = 0;

  /** A list stands there, not something that is open. */
  get isList(): boolean {
    return this.opened === null && !this.isHelp;
  }

  sortOf(panel: number): number {
    return this.#states[panel]?.sort ?? 0;
  }

  /** The page of the panel's list that is to be drawn. Keys are about this list until the next. */
  layOut(listing: Listing, rows: number): Page {
    this.#listing = listing;
    this.#rows = Math.max(1, rows);
    const state = this.#state;
    const chosen = this.#find(state.choice, listing);
    if (chosen !== null) {
      state.choice = { key: listing.keyAt(chosen), index: chosen };
      state.top = Math.min(Math.max(state.top, chosen - this.#rows + 1), chosen);
    } else {
      state.choice = null;
      state.top = 0;
    }
    state.top = Math.max(0, Math.min(state.top, listing.count - this.#rows));
    return { first: state.top, end: Math.min(listing.count, state.top + this.#rows), chosen };
  }

  /** The same for lines of what is open. @returns the first one to draw */
  layOutText(lines: number, rows: number): number {
    this.#lines = lines;
    this.#rows = Math.max(1, rows);
    this.scroll = Math.max(0, Math.min(this.scroll, lines - this.#rows));
    return this.scroll;
  }

  press(key: Key): Wish {
    if (key.kind === "named") {
      if (key.name === "interrupt" || key.name === "suspend" || key.name === "redraw") return key.name;
    }
    if (this.isTyping) this.#type(key);
    // Who pastes means no commands.
    else if (key.kind === "named") this.#act(key.name);
    else if (key.kind === "typed") return this.#command(key.text);
    return null;
  }

  get #state(): PanelState {
    return this.#states[this.panel]!;
  }

  #find(choice: Choice | null, listing: Listing): number | null {
    if (choice === null || listing.count === 0) return null;
    for (let index = 0; index < listing.count; index++) if (listing.keyAt(index) === choice.key) return index;
    return Math.min(choice.index, listing.count - 1);
  }

  #type(key: Key): void {
    if (key.kind !== "named") {
      this.filter = new LiveFilter(
        charactersOf(this.filter.text + key.text)
          .slice(0, FILTER_SIZE)
          .join(""),
      );
      return;
    }
    if (key.name === "enter") this.isTyping = false;
    else if (key.name === "backspace")
      this.filter = new LiveFilter(charactersOf(this.filter.text).slice(0, -1).join(""));
    else if (key.name === "erase-line") this.filter = new LiveFilter("");
    else if (key.name === "escape") {
      this.isTyping = false;
      this.filter = new LiveFilter("");
    } else this.#act(key.name);
  }

  #command(text: string): Wish {
    const digit = Number(text) - 1;
    if (Number.isInteger(digit) && digit >= 0 && digit < PANELS.length) {
      this.#turnTo(digit);
      return null;
    }
    switch (text) {
      case "q":
        return "quit";
      case "p":
      case " ":
        this.isPaused = !this.isPaused;
        return null;
      case "?":
        this.isHelp = !this.isHelp;
        this.scroll = 0;
        return null;
      case "j":
        this.#act("down");
        return null;
      case "k":
        this.#act("up");
        return null;
      case "s":
        if (this.isList) this.#state.sort = (this.#state.sort + 1) % (PANELS[this.panel]?.sorts.length ?? 1);
        return null;
      case "/":
        this.isHelp = false;
        this.opened = null;
        this.isTyping = true;
        return null;
      default:
        return null;
    }
  }

  #act(name: KeyName): void {
    switch (name) {
      case "up":
        return this.#move(-1);
      case "down":
        return this.#move(1);
      case "page-up":
        return this.#move(-this.#rows);
      case "page-down":
        return this.#move(this.#rows);
      case "home":
        return this.#move(Number.NEGATIVE_INFINITY);
      case "end":
        return this.#move(Number.POSITIVE_INFINITY);
      case "tab":
        return this.#turnTo((this.panel + 1) % PANELS.length);
      case "back-tab":
        return this.#turnTo((this.panel + PANELS.length - 1) % PANELS.length);
      case "enter":
        return this.#open();
      case "escape":
      case "backspace":
        return this.#goBack(name);
      case "erase-line":
      case "interrupt":
      case "suspend":
      case "redraw":
    }
  }

  #turnTo(panel: number): void {
    this.panel = panel;
    this.opened = null;
    this.isHelp = false;
  }

  #move(by: number): void {
    if (!this.isList) {
      this.scroll = Math.max(0, Math.min(this.scroll + by, this.#lines - this.#rows));
      return;
    }
    const listing = this.#listing;
    if (listing === null || listing.count === 0) return;
    const { choice } = this.#state;
    // The first step chooses the first item; what is chosen then is what stood there when the key was pressed.
    const from = choice === null ? (by === 1 ? -1 : 0) : choice.index;
    const index = Math.max(0, Math.min(from + by, listing.count - 1));
    this.#state.choice = { key: listing.keyAt(index), index };
  }

  #open(): void {
    if (!this.isList || this.#listing === null || this.#listing.count === 0) return;
    const index = Math.min(this.#state.choice?.index ?? 0, this.#listing.count - 1);
    const opened = this.#listing.openAt(index);
    if (opened.kind === "filter") {
      this.filter = new LiveFilter(opened.text.slice(0, FILTER_SIZE));
      this.#turnTo(0);
      return;
    }
    this.opened = opened;
    this.scroll = 0;
  }

  /** Out of what is open; then out of the filter; then nothing is chosen any more. */
  #goBack(name: "escape" | "backspace"): void {
    this.scroll = 0;
    if (this.isHelp) this.isHelp = false;
    else if (this.opened !== null) this.opened = null;
    else if (name === "backspace") return;
    else if (!this.filter.isEmpty) this.filter = new LiveFilter("");
    else this.#state.choice = null;
  }
}
