// Words typed into a form marked data-guard are not lost by accident: leaving the page asks first.
(function () {
  'use strict';

  document.addEventListener('input', function (event) {
    var form = event.target.closest('form[data-guard]');
    if (form) form.dataset.dirty = 'true';
  });
  document.addEventListener('submit', function (event) {
    delete event.target.dataset.dirty;
  });
  window.addEventListener('beforeunload', function (event) {
    if (!document.querySelector('form[data-dirty="true"]')) return;
    event.preventDefault();
    event.returnValue = '';
  });
})();
