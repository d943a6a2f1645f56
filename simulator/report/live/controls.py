"""Controls of the live page. The state of the page is one PageRequest; widgets show it and change
it."""

import re
from dataclasses import replace
from functools import partial

import streamlit as st

from simulator.program import command_line
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


def escape_markdown(text):
    """Text with the characters escaped that Markdown would interpret."""
    return SIGN.sub(r"\\\g<0>", " ".join(str(text).split()))


# -------------------------------------------------------------------------------------------------
# the state of the page
def current_request():
    """The current PageRequest, with warnings on parts of the address that were ignored.

    The address is read on arrival and when the visitor goes back to an earlier one. A run that a
    widget started ignores it, since the browser may still send the address before that."""
    state, query = st.session_state, _address()
    if not state.pop("moved", False) and query != state.get("address"):
        state.request, state.warnings = from_query(query, read)
        state.address = query
    return state.request, state.warnings


def write_address(request):
    """Put the request into the address."""
    query = st.session_state.address = request.to_query()
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

    def on_change():
        _update(lambda request: change(request, state[key]))

    make(label, *arguments, key=key, on_change=on_change, **options)


def _choice(make, label, key, value, labels, change):
    """A widget that selects one of several values; labels {value: label}."""
    _widget(make, label, key, value, change, list(labels), format_func=labels.get)


def _button(place, label, change, **options):
    """A button that replaces the request by change(request)."""
    place.button(label, on_click=_update, args=(change,), **options)


# -------------------------------------------------------------------------------------------------
# scenarios
def scenarios(request, rows):
    """Select base, other scenario and number of worlds. rows: (id, title) of known scenarios."""
    columns, base, other = st.columns([5, 5, 2]), request.base, request.other.name
    rows = [*rows, *((name, name) for name in (base, other) if name not in dict(rows))]
    labels = {name: f"{title or name} ({name})" for name, title in rows}
    sizes = {size: f"{size:,}" for size in sorted({*SIZES, request.worlds})}
    _choice(columns[0].selectbox, "Base", "base", base, labels, _set_field("base"))
    _choice(columns[1].selectbox, "Compare with", "other", other, labels, PageRequest.against)
    _choice(columns[2].selectbox, "Worlds", "worlds", request.worlds, sizes, _set_field("worlds"))


def _set_field(field):
    return lambda request, value: replace(request, **{field: value})


# -------------------------------------------------------------------------------------------------
# levers
def levers(request, base, unchanged, now):
    """A search box and a slider for each lever of the other scenario, the main ones first.

    unchanged  the other scenario as its file has it;  now  the same with the settings of the page
    """
    with st.container(key="levers"):
        st.subheader(f"Levers of {escape_markdown(unchanged.form.title)}", anchor=False)
        if matches := _search(unchanged):
            for name in matches:
                _lever(unchanged, now, name)
        else:
            _all_levers(base, unchanged, now)
        if request.other.settings:
            settings = [setting_text(unchanged, setting) for setting in request.other.settings]
            st.markdown("Changed: " + "; ".join(map(escape_markdown, settings)))
        untouched = not request.other.settings
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
    terms = text.lower().split()
    if not terms:
        return []
    matches = [name for name in resolved.levers if _matches(resolved, name, terms)]
    if not matches:
        st.info(f"No lever matches {escape_markdown(text)}.")
    return matches


def _matches(resolved, name, terms):
    meaning = resolved.levers[name].prior.meta["meaning"]
    text = f"{name} {lever_title(resolved, name)} {meaning}".lower()
    return all(word in text for word in terms)


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
            st.markdown(f"**{escape_markdown(group)}**")
            for name in names:
                _lever(unchanged, now, name)


def _lever(unchanged, now, name):
    """A slider, with a checkbox before it where the scenario leaves the lever to the model and a
    toggle after it where the scenario has dated steps."""
    slider, names = slider_of(unchanged, now, name), (name, unchanged.levers[name].target)
    title, value, setting = escape_markdown(slider.title), slider.value, slider.setting
    if slider.file_value is None and not slider.file_text:
        label, free = f"Set {title} (otherwise the model decides)", value is not None
        change = partial(_moved, names, lambda on: setting(slider.start) if on else None)
        _widget(st.checkbox, label, f"free {name}", free, change)
    if value is not None:
        label, low, high = title, float(slider.low), float(slider.high)
        label += "" if slider.unit in title else f", {escape_markdown(slider.unit)}"
        percent = "%%" if slider.unit == "%" else ""
        look = {"step": float(slider.step), "format": f"%.{slider.digits}f{percent}"}
        change = partial(_moved, names, setting)
        _widget(st.slider, label, f"lever {name}", float(value), change, low, high, **look)
    st.html(panels.of_slider(slider, now))
    if value is not None and slider.dated:
        label = f"{title}: this value from the start, without the scenario's dates"
        change = partial(_moved, names, lambda on: setting(value, on))
        _widget(st.toggle, label, f"when {name}", slider.constant, change)


def _moved(names, setting, request, value):
    return request.moved(names, setting(value))


# -------------------------------------------------------------------------------------------------
# variants
def title_of(variant, resolved):
    """A variant in words: the scenario's title and the levers that were moved."""
    settings = [setting_text(resolved, setting) for setting in variant.settings]
    title = read(variant.name).form.title
    return f"{title} with {', '.join(settings)}" if settings else title


def variants(request, titles):
    """Buttons to keep the current settings as a variant, to return to a variant, or to remove
    it."""
    unchanged = request.with_current() == request
    _button(st, "Keep as variant", PageRequest.with_current, disabled=unchanged)
    for number, (variant, title) in enumerate(zip(request.variants, titles, strict=True), 1):
        _variant(number, variant, title, current=variant == request.other)


def _variant(number, variant, title, current):
    name, back, remove = st.columns([6, 2, 2], vertical_alignment="center")
    name.markdown(f"**{number}** {escape_markdown(title)}")
    look = {"key": f"back {number}", "disabled": current}
    _button(back, "Show", lambda request: request.against(variant.name, variant.settings), **look)
    _button(remove, "Remove", lambda request: request.without(variant), key=f"drop {number}")


# -------------------------------------------------------------------------------------------------
# one world
def world(request, resolved):
    """Select the world whose story is shown."""
    endings = [each for outcome in resolved.form.outcomes for each in (outcome, *outcome.parts)]
    labels = {"": "none"} | {each.id: f"medoid world: {each.label}" for each in endings}
    labels |= {"number": "a world by its number"}

    def change(request, story):
        return replace(request, story="0" if story == "number" else str(story))

    by_number = request.story.isdigit()
    story = "number" if by_number else request.story if request.story in labels else ""
    _choice(st.selectbox, "World", "story", story, labels, change)
    if by_number:
        number = int(request.story)
        _widget(st.number_input, "Number of the world (from 0)", "world", number, change, 0, 10**9)


# -------------------------------------------------------------------------------------------------
# save
def save(request):
    """Save the current settings as a scenario file."""
    with st.form("save", border=True):
        name = st.text_input("Id of the new scenario", placeholder="my_drawdown", max_chars=60)
        title = st.text_input("Title", placeholder="One line", max_chars=300)
        question = st.text_input(
            "Question", placeholder="What question does it answer?", max_chars=500
        )
        submitted = st.form_submit_button("Save as scenario")
    if submitted:
        try:
            path = save_variant(
                name.strip(), request.other.name, request.other.settings, title, question
            )
        except ScenarioError as error:
            st.error(escape_markdown(error))
        else:
            command = command_line("compare", request.base, path.stem)
            st.success(f"Saved as {escape_markdown(path)}.")
            st.code(command, language=None, wrap_lines=True)
