"""What a person moves on the page. The state of the page is one AskedPage; a widget shows it, and
moving the widget changes it."""

import re
import time

import streamlit as st

from simulator.scenario.problems import ScenarioError
from simulator.scenario.variant import save_variant
from simulator.show.live import panels
from simulator.show.live.lever import first, slider_of
from simulator.show.live.runner import read
from simulator.show.live.state import AskedPage, Variant, from_query

LAG = 1.0  # seconds after a move in which nobody goes back
SIZES = (300, 1000, 3000)  # worlds on offer
SIGN = re.compile(r"[\\`*\[\]<$~|&#]|:(?=\w)|(?<!\w)_|_(?!\w)|^[-+>=]|(?<=^\d)[.)]")


def plain(text):
    """Text that shows as it is where the page would read marks in it."""
    return SIGN.sub(r"\\\g<0>", " ".join(str(text).split()))


def asked():
    """What is asked now, with sentences on what could not be used. An address gone back to counts;
    one that lags behind a move does not."""
    held, query = st.session_state, {key: st.query_params.get_all(key) for key in st.query_params}
    still = not held.get("moving") and time.monotonic() - held.get("moved", 0.0) > LAG
    if "asked" not in held or (still and query != held.get("query")):
        held.asked, held.complaints = from_query(query, read)
    return held.asked, held.complaints


def write_address(page):
    """Put what is asked into the address."""
    query = page.to_query()
    if query != {key: st.query_params.get_all(key) for key in st.query_params}:
        st.query_params.from_dict(query)
    st.session_state.query = query


def settle():
    """All is shown, so the browser has the address; until then what it says of the address may
    lag."""
    st.session_state.moving = False


def change(page):
    """Ask something else."""
    st.session_state.update(asked=page, complaints=[], moving=True, moved=time.monotonic())


def put(key, value):
    """Let a widget show a value."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


# -------------------------------------------------------------------------------------------------
# which scenarios
def scenarios(page, rows):
    """Choose base, other and worlds. rows: (id, title) at hand."""
    titles = dict(rows)
    first_, second, third = st.columns([5, 5, 2])
    for place, key, label, name in (
        (first_, "base", "Base", page.base),
        (second, "other", "Held against it", page.other.name),
    ):
        put(key, name)
        options = [*titles, *([name] if name not in titles else [])]
        place.selectbox(
            label,
            options,
            key=key,
            format_func=lambda one: f"{titles.get(one) or one} ({one})",
            on_change=_chosen,
        )
    put("worlds", page.worlds)
    sizes = sorted({*SIZES, page.worlds})
    third.selectbox(
        "Worlds", sizes, key="worlds", format_func=lambda one: f"{one:,}", on_change=_chosen
    )


def _chosen():
    held, page = st.session_state, st.session_state.asked
    other = page.other if held.other == page.other.name else Variant(held.other)
    change(AskedPage(held.base, other, page.kept, held.worlds, page.seed, page.story))


# -------------------------------------------------------------------------------------------------
# levers
def levers(page, base, own, now):
    """A slider for each lever of the other scenario, those that matter first."""
    early = first(base, own)
    with st.container(key="levers"):
        st.subheader(f"Levers of {plain(own.form.title)}", anchor=False)
        for name in early:
            _lever(own, now, name)
        groups: dict[str, list] = {}
        for name in own.levers:
            if name not in early:
                groups.setdefault(name.partition(".")[0], []).append(name)
        with st.expander("More levers"):
            for group, names in groups.items():
                st.markdown(f"**{plain(group)}**")
                for name in names:
                    _lever(own, now, name)
        _set_here(page)


def _lever(own, now, name):
    slider, path = slider_of(own, now, name), own.levers[name].target
    if slider.home is None and not slider.rest:
        put(f"free {name}", slider.value is not None)
        st.checkbox(
            f"Set {plain(name)}, left to the model otherwise",
            key=f"free {name}",
            on_change=_freed,
            args=(slider, path),
        )
    if slider.value is not None:
        put(f"lever {name}", float(slider.value))
        label, form = (
            f"{plain(name)}, {plain(slider.unit)}",
            f"%.{slider.digits}f" + ("%%" if slider.unit == "%" else ""),
        )
        ends = float(slider.low), float(slider.high)
        st.slider(
            label,
            *ends,
            step=float(slider.step),
            format=form,
            key=f"lever {name}",
            on_change=_moved,
            args=(slider, path),
        )
    if slider.dated and slider.value is not None:
        put(f"when {name}", slider.held)
        label = f"{plain(name)} from the start, not from the scenario's last date"
        st.toggle(label, key=f"when {name}", on_change=_switched, args=(slider, path))
    st.html(panels.of_slider(slider, now))


def _moved(slider, path):
    change(
        st.session_state.asked.moved(
            (slider.name, path), slider.setting(st.session_state[f"lever {slider.name}"])
        )
    )


def _switched(slider, path):
    held = st.session_state[f"when {slider.name}"]
    change(st.session_state.asked.moved((slider.name, path), slider.setting(slider.value, held)))


def _freed(slider, path):
    wanted = slider.setting(slider.start) if st.session_state[f"free {slider.name}"] else None
    change(st.session_state.asked.moved((slider.name, path), wanted))


def _set_here(page):
    """What was set on this page, and the way back."""
    if page.other.settings:
        st.markdown("Set here: " + "; ".join(plain(one) for one in page.other.settings))
    st.button(
        "Reset the levers",
        disabled=not page.other.settings,
        on_click=lambda: change(page.with_settings(())),
    )


# -------------------------------------------------------------------------------------------------
# variants
def keeping(page):
    """Keep the variant as it is now, go back to one kept, or drop it."""
    st.button(
        "Keep this variant",
        disabled=page.keeping() == page,
        on_click=lambda: change(page.keeping()),
    )
    for number, one in enumerate(page.kept, 1):
        name, back, drop = st.columns([6, 2, 2], vertical_alignment="center")
        name.markdown(f"**{number}** {plain(title_of(one))}")
        back.button(
            "Go back to it",
            key=f"back {number}",
            on_click=_back,
            args=(one,),
            disabled=one == page.other,
        )
        drop.button(
            "Drop it",
            key=f"drop {number}",
            on_click=lambda variant=one: change(page.dropping(variant)),
        )


def _back(variant):
    page = st.session_state.asked
    change(AskedPage(page.base, variant, page.kept, page.worlds, page.seed, page.story))


def title_of(variant):
    """A variant in words."""
    return (
        f"{variant.name} with {', '.join(variant.settings)}" if variant.settings else variant.name
    )


# -------------------------------------------------------------------------------------------------
# one world
def world(page, resolved):
    """Choose a world to be told."""
    labels = {"": "none"} | {
        one.id: f"a typical one: {one.label}"
        for kind in resolved.form.classes
        for one in (kind, *kind.parts)
    }
    labels |= {"number": "one by its number"}
    put("story", "number" if page.story.isdigit() else page.story if page.story in labels else "")
    st.selectbox(
        "World to tell",
        list(labels),
        key="story",
        format_func=lambda one: labels[one],
        on_change=_storied,
    )
    if page.story.isdigit():
        put("world", int(page.story))
        st.number_input("Number of the world", 0, 10**9, key="world", on_change=_storied)


def _storied():
    held, page = st.session_state, st.session_state.asked
    number = str(held.get("world", 0)) if held.story == "number" else held.story
    change(AskedPage(page.base, page.other, page.kept, page.worlds, page.seed, number))


# -------------------------------------------------------------------------------------------------
# to take away
def save(page):
    """Keep the variant as a scenario file."""
    with st.form("save", border=True):
        name = st.text_input("Id of the new scenario", placeholder="my_drawdown", max_chars=60)
        title = st.text_input("Title", placeholder="What it is, in a line", max_chars=300)
        why = st.text_input("Question", placeholder="What question does it answer?", max_chars=500)
        wanted = st.form_submit_button("Save as scenario")
    if wanted:
        try:
            path = save_variant(name.strip(), page.other.name, page.other.settings, title, why)
        except ScenarioError as error:
            st.error(plain(error))
        else:
            st.success(f"Saved as {plain(path)}.")
            st.code(
                f"python run.py compare {page.base} {path.stem}", language=None, wrap_lines=True
            )
