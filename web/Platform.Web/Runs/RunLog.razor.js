// Shows a log as it comes. Text only ever becomes text nodes, so nothing that a configuration prints can become markup.

const linesInBlock = 200;
const longestEscape = 256;
const longestLine = 16384;
const escapes = /\x1b(?:\[([0-9;:<=>?]*)[ -\/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])/g;
const controls = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g;
const plain = Object.freeze({ fg: null, bg: null, bold: false, dim: false, italic: false, underline: false, strike: false, inverse: false });

// The 256 colours of xterm beyond the first sixteen, which the style sheet defines.
function indexed(index) {
  if (index < 16) return index;
  if (index > 231) {
    const grey = 8 + (index - 232) * 10;
    return `rgb(${grey} ${grey} ${grey})`;
  }
  const level = step => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  return `rgb(${level(Math.floor(cube / 36))} ${level(Math.floor(cube / 6) % 6)} ${level(cube % 6)})`;
}

function readColour(codes, at) {
  const byte = value => Math.min(255, Math.max(0, value | 0));
  if (codes[at + 1] === 5) return [indexed(byte(codes[at + 2])), 2];
  if (codes[at + 1] === 2) return [`rgb(${byte(codes[at + 2])} ${byte(codes[at + 3])} ${byte(codes[at + 4])})`, 4];
  return [null, 0];
}

/** The style after the codes of one "select graphic rendition" sequence. */
export function restyle(style, parameters) {
  const codes = parameters === "" ? [0] : parameters.split(/[;:]/).map(Number);
  let next = { ...style };
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code === 0) next = { ...plain };
    else if (code === 1) next.bold = true;
    else if (code === 2) next.dim = true;
    else if (code === 3) next.italic = true;
    else if (code === 4) next.underline = true;
    else if (code === 7) next.inverse = true;
    else if (code === 9) next.strike = true;
    else if (code === 22) next.bold = next.dim = false;
    else if (code === 23) next.italic = false;
    else if (code === 24) next.underline = false;
    else if (code === 27) next.inverse = false;
    else if (code === 29) next.strike = false;
    else if (code >= 30 && code <= 37) next.fg = code - 30;
    else if (code >= 90 && code <= 97) next.fg = code - 82;
    else if (code === 39) next.fg = null;
    else if (code >= 40 && code <= 47) next.bg = code - 40;
    else if (code >= 100 && code <= 107) next.bg = code - 92;
    else if (code === 49) next.bg = null;
    else if (code === 38 || code === 48) {
      const [colour, used] = readColour(codes, i);
      next[code === 38 ? "fg" : "bg"] = colour;
      i += used;
    }
  }
  return Object.values(next).every(value => value === null || value === false) ? plain : next;
}

function piece(text, style) {
  if (style === plain) return document.createTextNode(text);
  const span = document.createElement("span");
  span.textContent = text;
  const [fg, bg] = style.inverse ? [style.bg ?? "ground", style.fg ?? "ink"] : [style.fg, style.bg];
  paint(span, "fg", "color", fg);
  paint(span, "bg", "backgroundColor", bg);
  for (const name of ["bold", "dim", "italic", "underline", "strike"]) {
    if (style[name]) span.classList.add(`ansi-${name}`);
  }
  return span;
}

function paint(span, kind, property, colour) {
  if (colour === null) return;
  if (typeof colour === "string" && colour.startsWith("rgb(")) span.style[property] = colour;
  else span.classList.add(`ansi-${kind}-${colour}`);
}

class LogView {
  #root; #scroller; #lines; #count; #follow;
  #decoder = new TextDecoder();
  #held = "";
  #style = plain;
  #block = null;
  #line = null;
  #lineLength = 0;
  #total = 0;
  #taken = 0;
  #following;
  #live;
  #scheduled = false;
  #lastTop = 0;
  #listeners = new AbortController();

  constructor(root, live) {
    this.#root = root;
    this.#scroller = root.querySelector("[data-log=scroller]");
    this.#lines = root.querySelector("[data-log=lines]");
    this.#count = root.querySelector("[data-log=count]");
    this.#follow = root.querySelector("[data-log=follow]");
    this.#following = this.#live = live;
    root.classList.toggle("log-over", !live);
    const signal = this.#listeners.signal;
    this.#scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true, signal });
    this.#follow.addEventListener("click", () => this.#setFollowing(!this.#following), { signal });
    root.querySelector("[data-log=end]").addEventListener("click", () => this.#toEnd(), { signal });
    root.querySelector("[data-log=wrap]").addEventListener("click", event => {
      const wrapped = root.classList.toggle("log-unwrapped");
      event.currentTarget.setAttribute("aria-pressed", String(!wrapped));
    }, { signal });
    document.addEventListener("visibilitychange", () => this.#schedule(), { signal });
    this.#showFollowing();
  }

  /** How many bytes of the log are here; the server goes on from there after a lost connection. */
  taken() {
    return this.#taken;
  }

  /** Takes bytes that begin at the offset; what is here already is passed over. */
  append(offset, bytes) {
    const known = this.#taken - offset;
    if (known >= bytes.length) return;
    this.#feed(this.#decoder.decode(known > 0 ? bytes.subarray(known) : bytes, { stream: true }));
    this.#taken = offset + bytes.length;
    this.#schedule();
  }

  /** Nothing more will come. */
  end() {
    this.#feed(this.#decoder.decode());
    if (this.#held) this.#write(this.#held.replace(/\x1b/g, ""));
    this.#held = "";
    this.#live = false;
    this.#root.classList.add("log-over");
    this.#root.classList.toggle("log-empty", this.#total === 0);
    this.#schedule();
  }

  dispose() {
    this.#listeners.abort();
  }

  #feed(fresh) {
    let text = this.#held + fresh;
    this.#held = "";
    // An escape sequence or a line's end may be cut by the border of two pieces.
    const last = text.lastIndexOf("\x1b");
    if (last >= 0 && text.length - last < longestEscape) {
      escapes.lastIndex = last;
      const whole = escapes.exec(text);
      if (whole === null || whole.index !== last) {
        this.#held = text.slice(last);
        text = text.slice(0, last);
      }
    }
    if (this.#held === "" && text.endsWith("\r")) {
      this.#held = "\r";
      text = text.slice(0, -1);
    }

    let from = 0;
    escapes.lastIndex = 0;
    for (let match = escapes.exec(text); match !== null; match = escapes.exec(text)) {
      this.#write(text.slice(from, match.index));
      if (match[2] === "m") this.#style = restyle(this.#style, match[1]);
      from = match.index + match[0].length;
    }
    this.#write(text.slice(from));
  }

  #write(text) {
    if (text === "") return;
    const parts = text.replaceAll("\r\n", "\n").split("\n");
    for (let i = 0; i < parts.length; i++) {
      if (i > 0) this.#line = null;
      if (i < parts.length - 1 || parts[i] !== "") this.#put(parts[i], i < parts.length - 1);
    }
  }

  #put(text, ends) {
    // A lone carriage return starts the line anew, as a terminal shows it.
    const restart = text.lastIndexOf("\r");
    if (restart >= 0) {
      this.#line?.replaceChildren();
      text = text.slice(restart + 1);
    }
    text = text.replace(controls, "");
    if (this.#line === null) this.#newLine();
    while (this.#lineLength + text.length > longestLine) {
      // One endless line would have to be laid out as a whole at every change.
      const room = longestLine - this.#lineLength;
      this.#line.append(piece(text.slice(0, room), this.#style));
      text = text.slice(room);
      this.#newLine();
    }
    if (text !== "") {
      this.#line.append(piece(text, this.#style));
      this.#lineLength += text.length;
    }
    if (ends) this.#line = null;
  }

  #newLine() {
    if (this.#total % linesInBlock === 0) {
      this.#block = document.createElement("div");
      this.#block.className = "log-block";
      this.#lines.append(this.#block);
    }
    this.#line = document.createElement("div");
    this.#line.className = "log-line";
    this.#lineLength = 0;
    this.#line.dataset.number = ++this.#total;
    this.#block.append(this.#line);
  }

  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#count.textContent = this.#total === 1 ? "1 line" : `${this.#total.toLocaleString("en")} lines`;
      if (this.#following) this.#toEnd();
    });
  }

  #toEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    const atEnd = scrollHeight - scrollTop - clientHeight < 8;
    if (atEnd && this.#live && scrollTop > this.#lastTop) this.#setFollowing(true);
    else if (!atEnd && scrollTop < this.#lastTop) this.#setFollowing(false);
    this.#lastTop = scrollTop;
  }

  #setFollowing(following) {
    if (this.#following === following) return;
    this.#following = following;
    this.#showFollowing();
    if (following) this.#schedule();
  }

  #showFollowing() {
    this.#follow.setAttribute("aria-pressed", String(this.#following));
    this.#root.classList.toggle("log-following", this.#following);
  }
}

export function open(root, live) {
  return new LogView(root, live);
}
