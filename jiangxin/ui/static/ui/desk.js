// Keys of the desk: J K next and previous, 1–5 choose, Ctrl+Enter saves, ? says all this.
(function () {
  "use strict";
  var KEYS = [["J K", "上下件"], ["1–5", "选意见"], ["Ctrl ↵", "保存"], ["/", "搜索"], ["?", "显示或收起这张表"]];

  function desk() { return document.querySelector("[data-desk]"); }

  function move(step) {
    var links = Array.from(desk().querySelectorAll(".jx-queue a[href]"));
    var here = links.findIndex(function (one) { return one.hasAttribute("aria-current"); });
    var next = links[Math.max(0, Math.min(links.length - 1, here + step))];
    if (next && next !== links[here]) next.click();
  }

  function acts() { return Array.from(desk().querySelectorAll(".jx-decide button[type=submit]")); }

  function choose(number) {
    var act = acts()[number - 1];
    if (act) act.focus();                                // chosen, not yet done: Ctrl+Enter does it
  }

  function save() {
    var chosen = document.activeElement;
    var act = acts().indexOf(chosen) >= 0 ? chosen : acts()[0];
    if (act && act.form) act.form.requestSubmit(act);
  }

  function help() {
    var old = document.querySelector(".jx-help");
    if (old) { old.remove(); return; }
    var box = document.createElement("section");
    var list = document.createElement("dl");
    var title = document.createElement("h2");
    box.className = "jx-help";
    box.setAttribute("role", "status");
    title.textContent = "快捷键";
    KEYS.forEach(function (pair) {
      var key = document.createElement("dt");
      var means = document.createElement("dd");
      key.textContent = pair[0];
      means.textContent = pair[1];
      list.append(key, means);
    });
    box.append(title, list);
    document.body.append(box);
  }

  document.addEventListener("keydown", function (event) {
    if (!desk()) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "j" || event.key === "J") move(1);
    else if (event.key === "k" || event.key === "K") move(-1);
    else if (/^[1-5]$/.test(event.key)) choose(Number(event.key));
    else if (event.key === "?") help();
    else if (event.key === "Escape" && document.querySelector(".jx-help")) help();
  });
})();
