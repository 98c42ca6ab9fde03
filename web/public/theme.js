// Sets theme and language before anything is painted, so that neither flashes. A file of its own: the policy of the
// server refuses inline scripts.
(function () {
  var root = document.documentElement;
  try {
    var theme = localStorage.getItem("tenure.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    var language = localStorage.getItem("tenure.language");
    root.lang = language || (/^zh/i.test(navigator.language) ? "zh-CN" : "en");
  } catch {
    // Without storage the system's theme and English are right enough.
  }
})();
