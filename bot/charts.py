"""The picture in `/mentor stats`: bars of supply and demand. Drawn in a thread; matplotlib is imported late."""

import io
from collections.abc import Sequence

from bot.domain.insight import TopicFigures
from bot.i18n import Texts

GREEN, SAND, INK = "#1f6f54", "#d99a4e", "#22302b"


def supply_and_demand(t: Texts, topics: Sequence[TopicFigures]) -> bytes:
    """A PNG, 1200 pixels wide. A figure too small to show is drawn as nothing and labelled "<5"."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    # The object interface: pyplot keeps global state and is not safe in threads.
    figure = Figure(figsize=(8, 1.2 + 0.62 * len(topics)), dpi=150, layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for offset, colour, label, values in (
        (-0.2, GREEN, t("offer it"), [topic.mentors for topic in topics]),
        (0.2, SAND, t("want it"), [topic.mentees for topic in topics]),
    ):
        places = [row + offset for row in range(len(topics))]
        bars = axes.barh(places, [value or 0 for value in values], height=0.36, color=colour, label=label)
        axes.bar_label(bars, ["<5" if value is None else str(value) for value in values], padding=4, color=INK)
    axes.set_yticks(range(len(topics)), [topic.name for topic in topics])
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axes.tick_params(colors=INK, length=0)
    axes.xaxis.set_visible(False)
    for side in ("top", "right", "bottom", "left"):
        axes.spines[side].set_visible(False)
    axes.legend(loc="lower right", frameon=False)
    image = io.BytesIO()
    figure.savefig(image, format="png")
    return image.getvalue()
