'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const nodes = new Map(data.nodes.map(node => [node.n, node]));
const $ = id => document.getElementById(id);
const graph = $('graph'), stage = $('stage'), list = $('list'), panel = $('panel'), search = $('search');
const boxes = new Map([...graph.querySelectorAll('.node')].map(box => [+box.dataset.n, box]));
const edges = [...graph.querySelectorAll('.edge')];
const links = new Map();

for (const node of data.nodes) node.users = [];
for (const node of data.nodes) for (const input of node.inputs) {
  const users = nodes.get(input.n).users;
  if (!users.some(user => user.n === node.n && user.role === input.role)) users.push({n: node.n, role: input.role});
}

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key === 'onclick') made.addEventListener('click', value);
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/* What is searched in a vertex: all that is known of it, the text of its source lines too. */
function wordsOf(node) {
  const words = ['#' + node.n, node.kind, node.title, node.headline || '', node.digest, node.platform || '', node.group || '',
    ...(node.details || []), ...(node.about || []), ...node.caps.map(cap => cap.id)];
  for (const place of node.places) {
    const source = data.sources[place.source];
    words.push(source.name);
    for (const [first, , last] of place.ranges) {
      words.push(source.name + ':' + first, source.text.split('\n').slice(first - 1, Math.max(first, last)).join('\n'));
    }
  }
  return words.join('\n').toLowerCase();
}
for (const node of data.nodes) node.words = wordsOf(node);

/* Selection, search and facets: together they say which vertices are near. */
let selected = 0, facet = null;

function select(n, move) {
  selected = nodes.has(n) ? n : 0;
  history.replaceState(null, '', selected ? '#v' + selected : location.pathname + location.search);
  show();
  if (selected && move) bring(selected);
}

function matches(node) {
  const words = search.value.toLowerCase().split(/\s+/).filter(word => word);
  return words.every(word => node.words.includes(word)) && (!facet || node[facet.key] === facet.value);
}

function show() {
  const asked = search.value.trim() !== '' || facet;
  const near = new Set();
  for (const node of data.nodes) if (asked && matches(node)) near.add(node.n);
  if (!asked && selected) {
    near.add(selected);
    nodes.get(selected).inputs.forEach(input => near.add(input.n));
    nodes.get(selected).users.forEach(user => near.add(user.n));
  }
  const busy = asked || selected;
  graph.classList.toggle('busy', !!busy);
  for (const [n, box] of boxes) {
    box.classList.toggle('far', !!busy && !near.has(n) && n !== selected);
    box.classList.toggle('selected', n === selected);
  }
  for (const edge of edges) {
    const from = +edge.dataset.from, to = +edge.dataset.to;
    edge.classList.toggle('into', to === selected);
    edge.classList.toggle('onto', from === selected);
    edge.classList.toggle('far', !!busy && to !== selected && from !== selected && !(asked && near.has(from) && near.has(to)));
  }
  for (const [n, link] of links) {
    link.classList.toggle('selected', n === selected);
    link.classList.toggle('hidden', !!asked && !near.has(n));
  }
  $('facets').querySelectorAll('.chip').forEach(chip =>
    chip.setAttribute('aria-pressed', String(!!facet && chip.dataset.key === facet.key && chip.dataset.value === facet.value)));
  if (selected) links.get(selected).scrollIntoView({block: 'nearest'});
  fill();
  document.documentElement.dataset.near = String(near.size);
}

/* The panel: a vertex, or the source files. */
function jump(n, label) {
  return element('a', {href: '#v' + n, onclick: event => { event.preventDefault(); select(n, true); }}, label);
}

function section(title, ...children) {
  return [element('h3', {}, title), ...children];
}

function items(values, write) {
  return element('ul', {}, ...values.map(value => element('li', {}, ...[].concat(write(value)))));
}

function fill() {
  panel.replaceChildren(...(selected ? vertex(nodes.get(selected)) : overview()));
}

function vertex(node) {
  const parts = [element('h2', {}, node.title)];
  parts.push(element('p', {}, '#' + node.n + ' ' + node.kind + (node.platform ? ' · ' + node.platform : '')
    + (data.result === node.n ? ' · result' : '')));
  for (const place of node.places) parts.push(...section(data.sources[place.source].name, code(place.source, place.ranges)));
  const does = (node.headline ? [node.headline] : []).concat(node.details || []);
  if (does.length) parts.push(...section('Does', element('pre', {}, does.join('\n'))));
  const about = (node.about || []).filter(line => !/^(named|platform) /.test(line));
  if (about.length) parts.push(...section('About', items(about, line => line)));
  if (node.inputs.length) {
    parts.push(...section('Uses', items(node.inputs, input => [jump(input.n, input.label + ' ' + nodes.get(input.n).title),
      element('span', {class: 'role'}, input.role ? ' as ' + input.role : '')])));
  }
  if (node.users.length) {
    parts.push(...section('Used by', items(node.users, user => [jump(user.n, '#' + user.n + ' ' + nodes.get(user.n).title),
      element('span', {class: 'role'}, user.role ? ' as ' + user.role : '')])));
  }
  if (node.caps.length) {
    parts.push(...section('Needs', items(node.caps, cap => [
      element('a', {title: 'Show all that need it', onclick: () => ask(cap.id)}, cap.id),
      element('span', {class: 'role'}, cap.since ? ' since BuildKit ' + cap.since : '')])));
  }
  parts.push(...section('Digest', element('div', {class: 'mono', style: 'overflow-wrap:anywhere'}, node.digest)));
  parts.push(element('details', {}, element('summary', {}, 'Operation as JSON'),
    element('pre', {}, JSON.stringify(node.op, null, 2))));
  return parts;
}

function overview() {
  const parts = [element('p', {}, 'Click a vertex, a line of a source, or search. Drag and turn the wheel to move and zoom; '
    + 'arrow keys follow edges.')];
  data.sources.forEach((source, index) => parts.push(...section(source.name, code(index, []))));
  return parts;
}

/* A source file, in which the lines of vertices can be clicked. */
function code(index, ranges) {
  const usedBy = new Map();
  for (const node of data.nodes) for (const place of node.places) if (place.source === index) {
    for (const [first, , last] of place.ranges) for (let line = first; line <= Math.max(first, last); line++) {
      if (!usedBy.has(line)) usedBy.set(line, []);
      if (!usedBy.get(line).includes(node.n)) usedBy.get(line).push(node.n);
    }
  }
  const block = element('pre', {class: 'code'});
  data.sources[index].text.replace(/\n$/, '').split('\n').forEach((text, i) => {
    const number = i + 1, users = usedBy.get(number) || [];
    const row = element('div', {}, element('i', {}, String(number)), ...marked(text, number, ranges));
    if (ranges.some(([first, , last]) => first <= number && number <= Math.max(first, last))) row.classList.add('here');
    if (users.length) {
      row.classList.add('used');
      row.title = users.map(n => '#' + n + ' ' + nodes.get(n).title).join('\n');
      row.addEventListener('click', () => select(users[(users.indexOf(selected) + 1) % users.length], true));
    }
    block.append(row);
  });
  const here = block.querySelector('.here');
  if (here) requestAnimationFrame(() => { block.scrollTop = here.offsetTop - block.offsetTop - 60; });
  return block;
}

/* A line in which ranges with columns are underlined; columns count code points. */
function marked(text, number, ranges) {
  const range = ranges.find(([first, column, last]) => column > 0 && first === number && last === number);
  if (!range) return [text || ' '];
  const points = [...text];
  return [points.slice(0, range[1] - 1).join(''), element('mark', {}, points.slice(range[1] - 1, range[3] - 1).join('')),
    points.slice(range[3] - 1).join('')];
}

function ask(text) {
  search.value = text;
  selected = 0;
  show();
}

/* Moving and zooming. */
const size = graph.viewBox.baseVal, full = {width: size.width, height: size.height};
let view = {x: 0, y: 0, scale: 1};
graph.removeAttribute('width');
graph.removeAttribute('height');

function apply() {
  graph.setAttribute('viewBox', [view.x, view.y, stage.clientWidth / view.scale, stage.clientHeight / view.scale].join(' '));
  const paper = graph.querySelector('.paper');
  paper.setAttribute('x', Math.min(0, view.x));
  paper.setAttribute('y', Math.min(0, view.y));
  paper.setAttribute('width', Math.max(full.width, stage.clientWidth / view.scale) + Math.abs(view.x));
  paper.setAttribute('height', Math.max(full.height, stage.clientHeight / view.scale) + Math.abs(view.y));
}

function fit(least) {
  const scale = Math.min(1.1, stage.clientWidth / full.width, stage.clientHeight / full.height);
  view.scale = Math.max(scale, least);
  const width = stage.clientWidth / view.scale;
  view.x = width > full.width || !boxes.has(1) ? (full.width - width) / 2
    : Math.max(0, Math.min(full.width - width, place(1).x + 132 - width / 2));
  view.y = stage.clientHeight / view.scale > full.height ? (full.height - stage.clientHeight / view.scale) / 2 : 0;
  apply();
}

function zoom(factor, x, y) {
  const scale = Math.min(3, Math.max(.03, view.scale * factor));
  view.x += x / view.scale - x / scale;
  view.y += y / view.scale - y / scale;
  view.scale = scale;
  apply();
}

function place(n) {
  const box = boxes.get(n).transform.baseVal.consolidate().matrix, scene = $('scene').transform.baseVal.consolidate().matrix;
  return {x: box.e + scene.e, y: box.f + scene.f};
}

/* Brings a vertex into sight, without moving if it is there. */
function bring(n) {
  if (view.scale < .45) view.scale = .8;
  const width = stage.clientWidth / view.scale, height = stage.clientHeight / view.scale;
  const {x, y} = place(n);
  if (x < view.x + 20 || x + 280 > view.x + width) view.x = x + 132 - width / 2;
  if (y < view.y + 60 || y + 120 > view.y + height) view.y = y + 30 - height / 2;
  apply();
}

stage.addEventListener('wheel', event => {
  event.preventDefault();
  const box = stage.getBoundingClientRect();
  zoom(Math.exp(-event.deltaY * (event.deltaMode ? .05 : .0015)), event.clientX - box.left, event.clientY - box.top);
}, {passive: false});

let grip = null;
stage.addEventListener('pointerdown', event => { grip = {x: event.clientX, y: event.clientY, moved: false, target: event.target}; });
window.addEventListener('pointermove', event => {
  if (!grip) return;
  const dx = event.clientX - grip.x, dy = event.clientY - grip.y;
  if (!grip.moved && Math.hypot(dx, dy) < 4) return;
  grip.moved = true;
  stage.classList.add('dragged');
  view.x -= dx / view.scale;
  view.y -= dy / view.scale;
  grip.x = event.clientX;
  grip.y = event.clientY;
  apply();
});
window.addEventListener('pointerup', () => {
  if (grip && !grip.moved) {
    const box = grip.target.closest('.node'), edge = grip.target.closest('.edge');
    if (box) select(+box.dataset.n, false);
    else if (edge) select(+edge.dataset.to === selected ? +edge.dataset.from : +edge.dataset.to, true);
    else select(0);
  }
  grip = null;
  stage.classList.remove('dragged');
});

/* Keys: arrows follow edges up to what is used and down to who uses it, and go along the numbers. */
window.addEventListener('keydown', event => {
  if (event.target === search) {
    if (event.key === 'Escape') { search.value = ''; search.blur(); show(); }
    if (event.key === 'Enter') {
      const found = data.nodes.filter(matches).map(node => node.n);
      if (found.length) select(found[(found.indexOf(selected) + 1) % found.length], true);
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const node = nodes.get(selected), focused = document.activeElement && document.activeElement.closest('.node');
  const middle = [stage.clientWidth / 2, stage.clientHeight / 2];
  const keys = {
    '/': () => search.focus(),
    'Escape': () => { facet = null; select(0); },
    '0': () => fit(0), '+': () => zoom(1.25, ...middle), '-': () => zoom(.8, ...middle),
    'ArrowUp': () => select(node && node.inputs.length ? node.inputs[0].n : selected || data.result, true),
    'ArrowDown': () => select(node && node.users.length ? node.users[0].n : selected || 1, true),
    'ArrowLeft': () => select(Math.max(1, selected - 1), true),
    'ArrowRight': () => select(Math.min(data.nodes.length, selected + 1), true),
    'Enter': () => focused && select(+focused.dataset.n, false),
  };
  if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
});

/* The frame around it all. */
for (const node of data.nodes) {
  const link = element('a', {href: '#v' + node.n, title: node.title, style: '--c:var(--' + node.kind + ')',
    onclick: event => { event.preventDefault(); select(node.n, true); }}, element('b', {}, '#' + node.n), node.title);
  links.set(node.n, link);
  list.append(link);
}
function chips(key, plain) {
  const counts = new Map();
  for (const node of data.nodes) if (node[key]) counts.set(node[key], (counts.get(node[key]) || 0) + 1);
  if (plain && counts.size > 12) return;
  for (const [value, count] of counts) {
    if (key === 'platform' && counts.size < 2) continue;
    $('facets').append(element('button', {class: plain ? 'chip plain' : 'chip', 'data-key': key, 'data-value': value,
      'aria-pressed': 'false', style: plain ? '' : '--c:var(--' + value + ')',
      onclick: () => { facet = facet && facet.key === key && facet.value === value ? null : {key, value}; show(); }},
    value + ' ' + count));
  }
}
chips('kind', false);
chips('platform', true);
chips('group', true);
$('summary').textContent = data.nodes.length + (data.nodes.length === 1 ? ' vertex' : ' vertices')
  + (data.needs ? ' · needs BuildKit ' + data.needs + ' or newer' : '');
search.addEventListener('input', show);
$('fit').addEventListener('click', () => fit(0));
$('in').addEventListener('click', () => zoom(1.25, stage.clientWidth / 2, stage.clientHeight / 2));
$('out').addEventListener('click', () => zoom(.8, stage.clientWidth / 2, stage.clientHeight / 2));
$('theme').addEventListener('click', () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
});
window.addEventListener('resize', apply);
window.addEventListener('hashchange', start);
function start() {
  const wanted = /^#v(\d+)$/.exec(location.hash);
  select(wanted ? +wanted[1] : 0, true);
}
fit(.7);
start();
document.documentElement.dataset.ready = String(boxes.size);
