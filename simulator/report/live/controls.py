"""Controls of the live page. The state of the page is one PageRequest; widgets show it and change
it."""

import re
from dataclasses import replace
from functools import partial

import streamlit as st

from simulator.report.live import panels
from simulator.report.live.lever import (
    first,
    group_of,
    lever_title,
    setting_text,
    slider_of,
)
from simulator.report.live.runner import read
from simulator.report.live.state import PageRequest, from_query
from simulator.scenario.errors import ScenarioError
from simulator.scenario.variant import save_variant

SIZES = (300, 1000, 3000)  # worlds on offer
SIGN = re.compile(r"[\\`*\[\]<$~|&#]|:(?=\w)|(?<!\w)_|_(?!\w)|^[-+>=]|(?<=^\d)[.)]")


def plain(text):
    """Text with the characters escaped that Markdown would interpret."""
    return SIGN.sub(r"\\\g<0>", " ".join(str(text).split()))


# -------------------------------------------------------------------------------------------------
# the state of the page
def requested():
    """The current PageRequest, with warnings on parts of the address that were ignored.

    The address is read on arrival and when the visitor goes back to an earlier one. A run that a
    widget started ignores it, since the browser may still send the address before that."""
    state, query = st.session_state, _address()
    if not state.pop("moved", False) and query != state.get("address"):
        state.request, state.warnings = from_query(query, read)
        state.address = query
    return state.request, state.warnings


def write_address(page):
    """Put the request into the address."""
    query = st.session_state.address = page.to_query()
    if query != _address():
        st.query_params.from_dict(query)


def _address():
    return {key: st.query_params.get_all(key) for key in st.query_params}


def _update(change):
    """Replace the request by change(request)."""
    state = st.session_state
    state.update(request=change(state.request), warnings=[], moved=True)


def _widget(make, label, key, value, change, *arguments, **options):
    """A widget that shows a value; a new value replaces the request by change(request, value)."""
    state = st.session_state
    if state.get(key) != value:
        state[key] = value

    def moved():
        _update(lambda page: change(page, state[key]))

    make(label, *arguments, key=key, on_change=moved, **options)


def _choice(make, label, key, value, labels, change):
    """A widget that selects one of several values; labels {value: label}."""
    _widget(make, label, key, value, change, list(labels), format_func=labels.get)


def _button(place, label, change, **options):
    """A button that replaces the request by change(request)."""
    place.button(label, on_click=_update, args=(change,), **options)


# -------------------------------------------------------------------------------------------------
# which scenarios
def scenarios(page, rows):
    """Select base, other scenario and number of worlds. rows: (id, title) of known scenarios."""
    columns, base, other = st.columns([5, 5, 2]), page.base, page.other.name
    rows = [*rows, *((name, name) for name in (base, other) if name not in dict(rows))]
    labels = {name: f"{title or name} ({name})" for name, title in rows}
    sizes = {size: f"{size:,}" for size in sorted({*SIZES, page.worlds})}
    _choice(columns[0].selectbox, "Base", "base", base, labels, _with("base"))
    _choice(columns[1].selectbox, "Compare with", "other", other, labels, PageRequest.against)
    _choice(columns[2].selectbox, "Worlds", "worlds", page.worlds, sizes, _with("worlds"))


def _with(field):
    return lambda page, value: replace(page, **{field: value})


# -------------------------------------------------------------------------------------------------
# levers
def levers(page, base, unchanged, now):
    """A search box and a slider for each lever of the other scenario, the main ones first.

    unchanged  the other scenario as its file has it;  now  the same with the settings of the page
    """
    with st.container(key="levers"):
        st.subheader(f"Levers of {plain(unchanged.form.title)}", anchor=False)
        if found := _search(unchanged):
            for name in found:
                _lever(unchanged, now, name)
        else:
            _all_levers(base, unchanged, now)
        if page.other.settings:
            settings = [setting_text(unchanged, setting) for setting in page.other.settings]
            st.markdown("Changed: " + "; ".join(map(plain, settings)))
        untouched = not page.other.settings
        _button(st, "Reset levers", PageRequest.reset, disabled=untouched)


def _search(resolved):
    """Names of levers whose id, label or meaning has every word of the search box."""
    state = st.session_state
    text = st.text_input(
        "Search levers",
        key="search",
        placeholder="for example aircraft",
        max_chars=60,
        on_change=lambda: state.update(moved=True),
    )
    words = text.lower().split()
    if not words:
        return []
    found = [name for name in resolved.levers if _matches(resolved, name, words)]
    if not found:
        st.info(f"No lever matches {plain(text)}.")
    return found


def _matches(resolved, name, words):
    meaning = resolved.levers[name].prior.meta["meaning"]
    text = f"{name} {lever_title(resolved, name)} {meaning}".lower()
    return all(word in text for word in words)


def _all_levers(base, unchanged, now):
    early = first(base, unchanged)
    groups: dict[str, list] = {}
    for name in unchanged.levers:
        if name not in early:
            groups.setdefault(group_of(unchanged, name), []).append(name)
    for name in early:
        _lever(unchanged, now, name)
    with st.expander("More levers"):
        for group, names in groups.items():
            st.markdown(f"**{plain(group)}**")
            for name in names:
                _lever(unchanged, now, name)


def _lever(unchanged, now, name):
    """A slider, with a checkbox before it where the scenario leaves the lever to the model and a
    toggle after it where the scenario has dated steps."""
    slider, names = slider_of(unchanged, now, name), (name, unchanged.levers[name].target)
    title, value, setting = plain(slider.title), slider.value, slider.setting
    if slider.home is None and not slider.rest:
        label, free = f"Set {title} (otherwise the model decides)", value is not None
        change = partial(_moved, names, lambda on: setting(slider.start) if on else None)
        _widget(st.checkbox, label, f"free {name}", free, change)
    if value is not None:
        label, low, high = title, float(slider.low), float(slider.high)
        label += "" if slider.unit in title else f", {plain(slider.unit)}"
        percent = "%%" if slider.unit == "%" else ""
        look = {"step": float(slider.step), "format": f"%.{slider.digits}f{percent}"}
        change = partial(_moved, names, setting)
        _widget(st.slider, label, f"lever {name}", float(value), change, low, high, **look)
    if value is not None and slider.dated:
        label = f"{title} from the start, not from the scenario's last date"
        change = partial(_moved, names, lambda on: setting(value, on))
        _widget(st.toggle, label, f"when {name}", slider.held, change)
    st.html(panels.of_slider(slider, now))


def _moved(names, setting, page, value):
    return page.moved(names, setting(value))


# -------------------------------------------------------------------------------------------------
# variants
def title_of(variant, resolved):
    """A variant in words: the scenario's title and the levers that were moved."""
    settings = [setting_text(resolved, setting) for setting in variant.settings]
    title = read(variant.name).form.title
    return f"{title} with {', '.join(settings)}" if settings else title


def variants(page, titles):
    """Buttons to keep the current settings as a variant, to return to a variant, or to remove
    it."""
    unchanged = page.with_current() == page
    _button(st, "Keep as variant", PageRequest.with_current, disabled=unchanged)
    for number, (variant, title) in enumerate(zip(page.kept, titles, strict=True), 1):
        _variant(number, variant, title, current=variant == page.other)


def _variant(number, variant, title, current):
    name, back, remove = st.columns([6, 2, 2], vertical_alignment="center")
    name.markdown(f"**{number}** {plain(title)}")
    look = {"key": f"back {number}", "disabled": current}
    _button(back, "Show", lambda page: page.against(variant.name, variant.settings), **look)
    _button(remove, "Remove", lambda page: page.without(variant), key=f"drop {number}")


# -------------------------------------------------------------------------------------------------
# one world
def world(page, resolved):
    """Select the world whose story is shown."""
    kinds = [one for kind in resolved.form.outcomes for one in (kind, *kind.parts)]
    labels = {"": "none"} | {one.id: f"typical world: {one.label}" for one in kinds}
    labels |= {"number": "a world by its number"}

    def change(page, story):
        return replace(page, story="0" if story == "number" else str(story))

    by_number = page.story.isdigit()
    story = "number" if by_number else page.story if page.story in labels else ""
    _choice(st.selectbox, "World", "story", story, labels, change)
    if by_number:
        number = int(page.story)
        _widget(st.number_input, "Number of the world (from 0)", "world", number, change, 0, 10**9)


# -------------------------------------------------------------------------------------------------
# to take away
def save(page):
    """Save the current settings as a scenario file."""
    with st.form("save", border=True):
        name = st.text_input("Id of the new scenario", placeholder="my_drawdown", max_chars=60)
        title = st.text_input("Title", placeholder="One line", max_chars=300)
        question = st.text_input(
            "Question", placeholder="What question does it answer?", max_chars=500
        )
        wanted = st.form_submit_button("Save as scenario")
    if wanted:
        try:
            path = save_variant(name.strip(), page.other.name, page.other.settings, title, question)
        except ScenarioError as error:
            st.error(plain(error))
        else:
            command = f"python run.py compare {page.base} {path.stem}"
            st.success(f"Saved as {plain(path)}.")
            st.code(command, language=None, wrap_lines=True)
