// Runs before anything is painted, so that whoever chose a theme never sees the other one flash by.
(() => {
  const chosen = localStorage.getItem('plimsoll-theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
})();
