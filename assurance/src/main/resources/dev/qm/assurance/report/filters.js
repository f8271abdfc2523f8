(function () {
  'use strict';
  var form = document.getElementById('filters');
  var outcome = document.getElementById('filter-outcome');
  var kind = document.getElementById('filter-kind');
  var words = document.getElementById('filter-words');
  var told = document.getElementById('filter-told');
  var folds = Array.from(document.querySelectorAll('details'));
  var entries = Array.from(document.querySelectorAll('[data-outcome]'));
  var sections = Array.from(document.querySelectorAll('section[data-entries]'));

  function wanted(entry) {
    if (outcome.value) { if (entry.dataset.outcome !== outcome.value) { return false; } }
    if (kind.value) { if (entry.dataset.kind !== kind.value) { return false; } }
    return entry.textContent.toLowerCase().includes(words.value.trim().toLowerCase());
  }

  function shown(list) {
    return list.filter(function (entry) { return !entry.classList.contains('off'); }).length;
  }

  function inside(section) {
    return entries.filter(function (entry) { return section.contains(entry); });
  }

  function apply() {
    entries.forEach(function (entry) { entry.classList.toggle('off', !wanted(entry)); });
    var active = Boolean(outcome.value || kind.value || words.value.trim());
    sections.forEach(function (section) {
      section.classList.toggle('off', active ? shown(inside(section)) === 0 : false);
    });
    if (active) { folds.forEach(function (fold) { fold.open = true; }); }
    var rules = entries.filter(function (entry) { return entry.classList.contains('rule'); });
    var others = entries.filter(function (entry) { return !entry.classList.contains('rule'); });
    told.textContent = active
      ? 'Shown: ' + shown(others) + ' of ' + others.length + ' findings and verdicts, ' +
        shown(rules) + ' of ' + rules.length + ' rules.'
      : '';
  }

  function follow() {
    var target = document.getElementById(location.hash.slice(1));
    if (!target) { return; }
    if (target.closest('.off')) { form.reset(); apply(); }
    var fold = target.closest('details');
    if (fold) { fold.open = true; }
    target.scrollIntoView();
  }

  form.addEventListener('input', apply);
  form.addEventListener('submit', function (event) { event.preventDefault(); });
  form.addEventListener('reset', function () { setTimeout(apply); });
  window.addEventListener('hashchange', follow);

  var before = [];
  window.addEventListener('beforeprint', function () {
    before = folds.map(function (fold) { return fold.open; });
    folds.forEach(function (fold) { fold.open = true; });
  });
  window.addEventListener('afterprint', function () {
    folds.forEach(function (fold, i) { fold.open = before[i]; });
  });

  folds.forEach(function (fold) { fold.open = false; });
  form.hidden = false;
  form.reset();
  follow();
})();
