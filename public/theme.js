// Before the first paint: the theme that was chosen, or the system's, so that nothing flashes.
(function () {
  var theme = 'system';
  var language = /^zh\b/i.test(navigator.language) ? 'zh-CN' : 'en';
  try {
    var kept = JSON.parse(localStorage.getItem('rolloutscope/preferences') || '{}');
    theme = kept.theme || theme;
    language = kept.language || language;
  } catch {
    // Nothing kept, or nothing may be: the system's theme it is.
  }
  var dark = theme === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  document.documentElement.lang = language;
})();
