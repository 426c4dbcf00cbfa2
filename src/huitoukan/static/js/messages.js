// What htmx got that is no fragment: a failed request says so in words; a whole page is opened.
(function () {
  'use strict';

  function say(text) {
    var place = document.getElementById('messages');
    if (!place || !text) return;
    var message = document.createElement('div');
    message.className = 'ht-message ht-message-bad';
    message.setAttribute('role', 'alert');
    message.textContent = text;
    place.textContent = '';
    place.appendChild(message);
    window.scrollTo(0, 0);
  }

  function words(name) {
    var place = document.getElementById('messages');
    return place ? place.dataset[name] : '';
  }

  // A session that has ended answers with the sign-in page; it must not land inside a drawer.
  // A list may come inside its whole page, from which htmx takes the list.
  document.addEventListener('htmx:beforeSwap', function (event) {
    var answer = event.detail.serverResponse || '';
    var hasList = event.detail.target.id === 'list' && answer.indexOf('id="list"') > 0;
    if (/^\s*<!doctype/i.test(answer) && !hasList) {
      event.detail.shouldSwap = false;
      window.location.assign(event.detail.xhr.responseURL || window.location.href);
    }
  });
  document.addEventListener('htmx:responseError', function () { say(words('failed')); });
  document.addEventListener('htmx:sendError', function () { say(words('offline')); });
  document.addEventListener('htmx:afterSwap', function (event) {
    if (event.detail.target.id === 'messages') window.scrollTo(0, 0);
  });
})();
