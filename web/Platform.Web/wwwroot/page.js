// What every page has: the theme switch, copy buttons, times that stay current, and the way back after a restart of the server. No state but a cookie.

const year = 60 * 60 * 24 * 365;

function ago(at, now) {
  const seconds = (now - at) / 1000;
  if (seconds < 10) return "just now";
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ago`;
  if (seconds < 31 * 86400) return `${Math.floor(seconds / 86400)} d ago`;
  return null;
}

function lasting(seconds) {
  if (seconds < 60) return `${Math.max(0, Math.floor(seconds))} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

// Only the text of the node is changed: the node itself belongs to Blazor.
function say(element, words) {
  const text = element.firstChild;
  if (text && words !== null && text.data !== words) text.data = words;
}

function refreshTimes() {
  const now = Date.now();
  for (const element of document.querySelectorAll("time[data-relative]")) {
    say(element, ago(Date.parse(element.dateTime), now));
  }
  for (const element of document.querySelectorAll("time[data-since]")) {
    say(element, lasting((now - Date.parse(element.dateTime)) / 1000));
  }
}

function switchTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const theme = dark ? "light" : "dark";
  root.dataset.theme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=${year}; samesite=lax; secure`;
}

async function copy(button) {
  const text = button.parentElement.querySelector("code, [data-copy-text]").textContent;
  await navigator.clipboard.writeText(text);
  button.classList.add("copied");
  setTimeout(() => button.classList.remove("copied"), 1500);
}

// A server that was started again does not know this page any more: loading it anew makes it live. Blazor marks the notice for us.
const notice = document.getElementById("components-reconnect-modal");
const pauseBetweenCalls = 15_000;
let calling = false;

async function returnWithTheServer() {
  if (notice.classList.contains("components-reconnect-rejected")) location.reload();
  if (!notice.classList.contains("components-reconnect-failed") || calling) return;
  calling = true;
  while (!await isThere()) await new Promise(done => setTimeout(done, pauseBetweenCalls));
  location.reload();
}

async function isThere() {
  try {
    return (await fetch("/healthz/ready", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

new MutationObserver(returnWithTheServer).observe(notice, { attributes: true, attributeFilter: ["class"] });

document.addEventListener("click", event => {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest("[data-reload]")) location.reload();
  if (target?.closest("[data-theme-switch]")) switchTheme();
  const button = target?.closest("[data-copy]");
  if (button) copy(button);
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
});

document.addEventListener("keydown", event => {
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
});

setInterval(refreshTimes, 1000);
