// A question that depends on an answer above it is shown only with that answer; a table gets rows.
// Without this script every question is shown, each with the words that say when it counts.
(function () {
  "use strict";

  function given(form, name) {
    return Array.from(form.elements).filter(function (one) {
      return one.name === name && (!/^(radio|checkbox)$/.test(one.type) || one.checked);
    }).map(function (one) { return one.value; });
  }

  function show(form) {
    form.querySelectorAll("[data-show-if]").forEach(function (box) {
      var asker = form.querySelector("[name='" + box.dataset.showIf + "']");
      var seen = !asker || !asker.closest("[data-show-if][hidden]");
      box.hidden = !(seen && given(form, box.dataset.showIf).includes(box.dataset.showValue));
    });
  }

  // One more empty row as soon as the last one is written in.
  function grow(table) {
    var rows = table.tBodies[0].rows;
    var last = rows[rows.length - 1];
    var used = Array.from(last.querySelectorAll("input")).some(function (one) { return one.value; });
    if (!used || rows.length >= Number(table.dataset.table)) return;
    var next = last.cloneNode(true);
    var number = rows.length + 1;
    next.querySelectorAll("input").forEach(function (one) {
      one.value = "";
      one.name = one.name.replace(/-\d+(-\d+)$/, "-" + number + "$1");
      one.id = one.id.replace(/-\d+(-\d+)$/, "-" + number + "$1");
      one.setAttribute("aria-label", one.getAttribute("aria-label").replace(/\d+/, number));
    });
    last.after(next);
  }

  document.querySelectorAll("[data-show-note]").forEach(function (note) { note.remove(); });
  document.querySelectorAll("form").forEach(function (form) {
    if (!form.querySelector("[data-show-if], [data-table]")) return;
    ["input", "change"].forEach(function (kind) {
      form.addEventListener(kind, function (event) {
        var table = event.target.closest("[data-table]");
        if (table) grow(table);
        show(form);
      });
    });
    show(form);
  });
})();
