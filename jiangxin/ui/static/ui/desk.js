// Keys of the desk: J K next and previous, 1–3 choose, Ctrl+Enter does it, ? says all this.
(function () {
  "use strict";
  var KEYS = [["J K", "上下件"], ["1–3", "选意见"], ["Ctrl ↵", "照选的办"], ["/", "搜索"], ["?", "显示或收起这张表"]];

  function desk() { return document.querySelector("[data-desk]"); }

  function move(step) {
    var links = Array.from(desk().querySelectorAll(".jx-queue a[href]"));
    var here = links.findIndex(function (one) { return one.hasAttribute("aria-current"); });
    var next = links[Math.max(0, Math.min(links.length - 1, here + step))];
    if (next && next !== links[here]) next.click();
  }

  function acts() { return Array.from(desk().querySelectorAll(".jx-decide button[type=submit]")); }

  // Chosen, not yet done: one writes what the act needs, and Ctrl+Enter does it.
  function choose(number) {
    var act = acts().find(function (one) {  // a gate need not offer all: each says its own key
      var key = one.querySelector("kbd");
      return key && key.textContent === String(number);
    });
    if (!act) return;
    acts().forEach(function (one) { delete one.dataset.chosen; });
    act.dataset.chosen = "";
    var needs = (act.dataset.needs || "").split(" ").map(function (id) { return document.getElementById(id); });
    (needs.find(function (one) { return one && !one.value; }) || act).focus();
  }

  // Never guesses: a word meant for “退回” must not pass a paper.
  function save() {
    var chosen = acts().find(function (one) { return "chosen" in one.dataset || one === document.activeElement; });
    if (chosen && chosen.form) chosen.form.requestSubmit(chosen);
    else tell("还没有选意见。先按 1 到 3 选一个，再按 Ctrl ↵");
  }

  function tell(words) {
    var box = document.createElement("div");
    var strong = document.createElement("strong");
    box.className = "jx-say jx-say--warn";
    strong.textContent = words;
    box.append(strong);
    var place = document.getElementById("alerts");
    if (place) place.replaceChildren(box);
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

  // The paper that lies open is in sight in its queue.
  var open = desk() && desk().querySelector(".jx-queue [aria-current]");
  if (open) {
    var queue = open.closest(".jx-queue");
    queue.scrollTop = open.offsetTop - queue.offsetTop - queue.clientHeight / 2;
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
    else if (/^[1-9]$/.test(event.key)) choose(Number(event.key));
    else if (event.key === "?") help();
    else if (event.key === "Escape" && document.querySelector(".jx-help")) help();
  });
})();
