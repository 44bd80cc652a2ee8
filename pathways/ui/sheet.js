// What Streamlit leaves to us: the language of the page for screen readers, tables that a keyboard can scroll, the head of
// each column beside its cells, for narrow screens where a row becomes a card, and its own words where one sends a file.

const watch = { busy: false };
const english = { Upload: "upload", "Upload directory": "upload", "Browse files": "upload" };

function translate(box) {
  const words = window.pathwaysWords || {};
  const texts = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const limit = /^(\d+(?:\.\d+)?)\s?MB per file$/.exec(text.nodeValue.trim());
    const said = limit ? (words.limit || "").replace("#", limit[1]) : words[english[text.nodeValue.trim()]];
    if (said && text.nodeValue !== said) text.nodeValue = said;
  }
}

function label(table) {
  const heads = [...table.querySelectorAll("thead th")].map((cell) => cell.textContent.trim());
  for (const row of table.querySelectorAll("tbody tr")) {
    [...row.children].forEach((cell, place) => {
      const head = heads[place] || "";
      if (cell.dataset.label !== head) cell.dataset.label = head;
      const blank = cell.textContent.trim() === "" ? "yes" : "no";
      if (cell.dataset.blank !== blank) cell.dataset.blank = blank;
    });
  }
}

function reach(box) {
  const scrolls = box.scrollWidth > box.clientWidth + 1;
  if (scrolls && box.tabIndex !== 0) box.tabIndex = 0;
}

function tidy() {
  watch.busy = false;
  for (const box of document.querySelectorAll('[data-testid="stFileUploaderDropzone"]')) translate(box);
  for (const table of document.querySelectorAll('[data-testid="stTable"] table')) {
    label(table);
    for (let box = table.parentElement; box && box.dataset.testid !== "stTable"; box = box.parentElement) reach(box);
  }
}

function soon() {
  if (watch.busy) return;
  watch.busy = true;
  requestAnimationFrame(tidy);
}

export default function (component) {
  document.documentElement.lang = component.data.lang;
  window.pathwaysWords = component.data.words;
  if (!window.pathwaysSheet) {
    window.pathwaysSheet = new MutationObserver(soon);
    window.pathwaysSheet.observe(document.body, { childList: true, subtree: true, characterData: true });
    window.addEventListener("resize", soon);
  }
  soon();
}
