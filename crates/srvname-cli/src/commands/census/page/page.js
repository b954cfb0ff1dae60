"use strict";
// Sorts the tables and chooses rows of them. Each row is there without it, so nothing is lost where no script runs.
(() => {
  const tables = [...document.querySelectorAll("table.sortable")].map((table) => {
    const rows = [...table.tBodies[0].rows];
    const text = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
    return { table, rows, text };
  });

  function keyOf(row, column, isNumber) {
    const cell = row.cells[column];
    const key = cell.dataset.key ?? cell.textContent.trim().toLowerCase();
    return isNumber ? Number(key) : key;
  }

  function sort({ table, rows }, head, descending) {
    const isNumber = head.dataset.sort === "number";
    const column = head.cellIndex;
    const keys = new Map(rows.map((row) => [row, keyOf(row, column, isNumber)]));
    const sign = descending ? -1 : 1;
    const compared = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
    rows.sort((one, other) => sign * compared(keys.get(one), keys.get(other)));
    for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const body = document.createDocumentFragment();
    rows.forEach((row) => body.append(row));
    table.tBodies[0].append(body);
  }

  for (const own of tables) {
    for (const head of own.table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        // The first time, numbers begin with the largest.
        const before = head.getAttribute("aria-sort");
        sort(own, head, before ? before === "ascending" : head.dataset.sort === "number");
      });
    }
  }

  const words = document.getElementById("words");
  const set = document.getElementById("set");
  const shown = document.getElementById("shown");

  function choose() {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const tightest = Number(set.value);
    const counts = tables.map(({ table, rows, text }) => {
      let count = 0;
      for (const row of rows) {
        const fits = Number(row.dataset.held) <= tightest && wanted.every((word) => text.get(row).includes(word));
        row.hidden = !fits;
        count += fits ? 1 : 0;
      }
      return `${count} of ${rows.length} ${table.dataset.name}`;
    });
    shown.textContent = `Shown: ${counts.join(", ")}.`;
  }

  let waiting = 0;
  words.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(choose, 150);
  });
  set.addEventListener("change", choose);
  document.getElementById("filter").hidden = false;
  choose();
})();
