// The wall asks for its own news each minute. When it gets none, the last figures stay, and it says why.
(function () {
  "use strict";
  var main = document.getElementById("main");
  var note = document.getElementById("wall-away");

  function say(what) {
    var shown = document.getElementById("wall").dataset.shown;
    note.textContent = what + "。现在显示的还是 " + shown + " 的数字。";
    note.hidden = false;
  }

  // Heard here and not further up: on other pages a whole page as an answer replaces the page.
  main.addEventListener("htmx:beforeSwap", function (event) {
    var answer = event.detail.xhr;
    event.stopPropagation();
    if (answer.status >= 400) {
      event.detail.shouldSwap = false;
      say(answer.status === 404 ? "这块屏幕的账号已看不到这里，请换账号登录" : "平台出了错");
    } else if (/^\s*<!doctype/i.test(answer.responseText)) {
      event.detail.shouldSwap = false;
      say("登录已到期，请在这台机器上重新登录");
    } else note.hidden = true;
  });
  ["htmx:sendError", "htmx:timeout"].forEach(function (name) {
    main.addEventListener(name, function (event) {
      event.stopPropagation();
      say("连不上平台");
    });
  });
  document.addEventListener("keydown", function (event) {
    var back = document.querySelector("a[data-back]");
    if (event.key === "Escape" && back) back.click();
  });
})();
