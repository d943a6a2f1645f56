"""What a person moves on the page. The state of the page is one AskedPage; a widget shows it, and
moving the widget changes it."""

import re
from dataclasses import replace
from functools import partial

import streamlit as st

from simulator.report.live import panels
from simulator.report.live.lever import first, slider_of
from simulator.report.live.runner import read
from simulator.report.live.state import PageRequest, from_query
from simulator.scenario.errors import ScenarioError
from simulator.scenario.variant import save_variant

SIZES = (300, 1000, 3000)  # worlds on offer
SIGN = re.compile(r"[\\`*\[\]<$~|&#]|:(?=\w)|(?<!\w)_|_(?!\w)|^[-+>=]|(?<=^\d)[.)]")


def plain(text):
    """Text that shows as it is where the page would read marks in it."""
    return SIGN.sub(r"\\\g<0>", " ".join(str(text).split()))


# -------------------------------------------------------------------------------------------------
# the state of the page
def asked():
    """What is asked now, with sentences on what could not be used.

    The address counts on arrival and when a person goes back to one. A run that a widget set off
    ignores it: the browser may not have the address of the move before."""
    held, query = st.session_state, _address()
    if not held.pop("moved", False) and query != held.get("address"):
        held.asked, held.complaints = from_query(query, read)
        held.address = query
    return held.asked, held.complaints


def write_address(page):
    """Put what is asked into the address."""
    query = st.session_state.address = page.to_query()
    if query != _address():
        st.query_params.from_dict(query)


def _address():
    return {key: st.query_params.get_all(key) for key in st.query_params}


def _ask(change):
    """Ask something else: change(what is asked now)."""
    held = st.session_state
    held.update(asked=change(held.asked), complaints=[], moved=True)


def _widget(make, label, key, value, change, *given, **how):
    """A widget that shows a value; moved to another, it asks change(what is asked, the other)."""
    held = st.session_state
    if held.get(key) != value:
        held[key] = value

    def moved():
        _ask(lambda page: change(page, held[key]))

    make(label, *given, key=key, on_change=moved, **how)


def _choice(make, label, key, value, told, change):
    """A widget that chooses one of several; told {value: what is shown}."""
    _widget(make, label, key, value, change, list(told), format_func=told.get)


def _button(place, label, change, **how):
    """A button that asks change(what is asked)."""
    place.button(label, on_click=_ask, args=(change,), **how)


# -------------------------------------------------------------------------------------------------
# which scenarios
def scenarios(page, rows):
    """Choose base, other and worlds. rows: (id, title) at hand."""
    columns, base, other = st.columns([5, 5, 2]), page.base, page.other.name
    rows = [*rows, *((one, one) for one in (base, other) if one not in dict(rows))]
    told = {one: f"{title or one} ({one})" for one, title in rows}
    sizes = {size: f"{size:,}" for size in sorted({*SIZES, page.worlds})}
    _choice(columns[0].selectbox, "Base", "base", base, told, _with("base"))
    _choice(columns[1].selectbox, "Held against it", "other", other, told, PageRequest.against)
    _choice(columns[2].selectbox, "Worlds", "worlds", page.worlds, sizes, _with("worlds"))


def _with(field):
    return lambda page, value: replace(page, **{field: value})


# -------------------------------------------------------------------------------------------------
# levers
def levers(page, base, own, now):
    """A slider for each lever of the other scenario, those that matter first."""
    early = first(base, own)
    groups: dict[str, list] = {}
    for name in own.levers:
        if name not in early:
            groups.setdefault(name.partition(".")[0], []).append(name)
    with st.container(key="levers"):
        st.subheader(f"Levers of {plain(own.form.title)}", anchor=False)
        for name in early:
            _lever(own, now, name)
        with st.expander("More levers"):
            for group, names in groups.items():
                st.markdown(f"**{plain(group)}**")
                for name in names:
                    _lever(own, now, name)
        if page.other.settings:
            st.markdown("Set here: " + "; ".join(plain(one) for one in page.other.settings))
        untouched = not page.other.settings
        _button(st, "Reset the levers", PageRequest.reset, disabled=untouched)


def _lever(own, now, name):
    """A slider, with a checkbox before it where the scenario leaves the lever to the model and a
    toggle after it where the scenario has dated steps."""
    slider, called, names = slider_of(own, now, name), plain(name), (name, own.levers[name].target)
    value, setting = slider.value, slider.setting
    if slider.home is None and not slider.rest:
        label, free = f"Set {called}, left to the model otherwise", value is not None
        change = partial(_moved, names, lambda on: setting(slider.start) if on else None)
        _widget(st.checkbox, label, f"free {name}", free, change)
    if value is not None:
        label, low, high = f"{called}, {plain(slider.unit)}", float(slider.low), float(slider.high)
        percent = "%%" if slider.unit == "%" else ""
        look = {"step": float(slider.step), "format": f"%.{slider.digits}f{percent}"}
        change = partial(_moved, names, setting)
        _widget(st.slider, label, f"lever {name}", float(value), change, low, high, **look)
    if value is not None and slider.dated:
        label = f"{called} from the start, not from the scenario's last date"
        change = partial(_moved, names, lambda held: setting(value, held))
        _widget(st.toggle, label, f"when {name}", slider.held, change)
    st.html(panels.of_slider(slider, now))


def _moved(names, setting, page, value):
    return page.moved(names, setting(value))


# -------------------------------------------------------------------------------------------------
# variants
def keeping(page):
    """Keep the variant as it is now, go back to one kept, or drop it."""
    _button(st, "Keep this variant", PageRequest.keeping, disabled=page.keeping() == page)
    for number, one in enumerate(page.kept, 1):
        _kept(number, one, now=one == page.other)


def _kept(number, one, now):
    name, back, drop = st.columns([6, 2, 2], vertical_alignment="center")
    name.markdown(f"**{number}** {plain(one.title)}")
    look = {"key": f"back {number}", "disabled": now}
    _button(back, "Go back to it", lambda page: page.against(one.name, one.settings), **look)
    _button(drop, "Drop it", lambda page: page.dropping(one), key=f"drop {number}")


# -------------------------------------------------------------------------------------------------
# one world
def world(page, resolved):
    """Choose a world to be told."""
    kinds = [one for kind in resolved.form.outcomes for one in (kind, *kind.parts)]
    labels = {"": "none"} | {one.id: f"a typical one: {one.label}" for one in kinds}
    labels |= {"number": "one by its number"}

    def change(page, story):
        return replace(page, story="0" if story == "number" else str(story))

    by_number = page.story.isdigit()
    story = "number" if by_number else page.story if page.story in labels else ""
    _choice(st.selectbox, "World to tell", "story", story, labels, change)
    if by_number:
        number = int(page.story)
        _widget(st.number_input, "Number of the world", "world", number, change, 0, 10**9)


# -------------------------------------------------------------------------------------------------
# to take away
def save(page):
    """Keep the variant as a scenario file."""
    with st.form("save", border=True):
        name = st.text_input("Id of the new scenario", placeholder="my_drawdown", max_chars=60)
        title = st.text_input("Title", placeholder="What it is, in a line", max_chars=300)
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
