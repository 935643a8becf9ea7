"""Modal forms: the view's state is read once, here, into a pydantic model. Nothing else indexes into it."""

from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from bot.domain.times import DAYS
from bot.i18n import LANGUAGES
from bot.views.common import CODES
from handlers.cleaning import clean
from models import Level, RoundKind

Values = dict[str, Any]
WALL_CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"
RowId = Annotated[int, Field(ge=0, lt=10**15)]
Language = Annotated[str, AfterValidator(lambda value: value if value in {"auto", *LANGUAGES} else "auto")]
"""One to read Klik in; "auto" follows Slack."""
Weigh = Literal["not", "little", "normal", "much"]
"""How much a part of a match counts; bot/domain/rounds/terms.py says what that is in points."""


def _many(state: Values) -> list[str]:
    return [clean(str(option["value"])) for option in state.get("selected_options") or []]


def _one(state: Values) -> str | None:
    option = state.get("selected_option")
    return None if option is None else clean(str(option["value"]))


READ: dict[str, Callable[[Values], Any]] = {
    "plain_text_input": lambda state: clean(state.get("value") or ""),
    "static_select": _one,
    "radio_buttons": _one,
    "external_select": _one,
    "multi_static_select": _many,
    "multi_external_select": _many,
    "checkboxes": _many,
    "conversations_select": lambda state: state.get("selected_conversation"),
    "multi_users_select": lambda state: state.get("selected_users"),
    "file_input": lambda state: [str(file.get("id")) for file in state.get("files") or []],
    "users_select": lambda state: state.get("selected_user"),
    "datepicker": lambda state: state.get("selected_date"),
    "datetimepicker": lambda state: state.get("selected_date_time"),
}


class Form(BaseModel):
    """A form's fields are its view's block ids. Raises pydantic.ValidationError for what no honest client sends."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    @classmethod
    def from_view(cls, view: dict[str, Any]) -> Self:
        values: Values = {}
        for block_id, elements in view["state"]["values"].items():
            for state in elements.values():
                values[block_id] = READ[state["type"]](state)
        return cls.model_validate({name: value for name, value in values.items() if value is not None})


class ProfileForm(Form):
    sides: list[str] = []
    mentor_topics: list[str] = Field([], max_length=20)
    passes_on: str = Field("", max_length=600)
    hopes_to_learn: str = Field("", max_length=300)
    capacity: int = Field(2, ge=1, le=10)
    rhythm_days: int = Field(14, ge=7, le=60)
    mentee_topics: list[str] = Field([], max_length=20)
    question: str = Field("", max_length=600)
    motivation: str = Field("", max_length=600)
    speaks: list[str] = Field([], max_length=20)
    networks: list[RowId] = []
    language: Language = "auto"

    @field_validator("speaks")
    @classmethod
    def _spoken(cls, values: list[str]) -> list[str]:
        return [value for value in values if value in CODES]


class AboutForm(Form):
    team: str = Field("", max_length=75)
    level: Level | None = None
    reports_to: str | None = Field(None, max_length=32)
    strong: list[RowId] = Field([], max_length=20)
    who: Literal["all", "networks"] | None = None
    shares: list[RowId] = []


class ProposeTopicForm(Form):
    name: str = Field("", max_length=75)


class ChangeTopicForm(Form):
    name: str = Field("", max_length=75)
    name_nl: str = Field("", max_length=75)
    aliases: str = Field("", max_length=1500)
    parents: list[RowId] = Field([], max_length=5)


class MergeTopicForm(Form):
    into: RowId = 0


class TrainingForm(Form):
    people: list[str] = Field([], max_length=50)
    until: str = ""


class WeekForm(Form):
    mode: Literal["same", "different"] = "same"
    days: list[str] = []
    parts: list[str] = []
    mon: list[str] = []
    tue: list[str] = []
    wed: list[str] = []
    thu: list[str] = []
    fri: list[str] = []
    sat: list[str] = []
    sun: list[str] = []

    def chosen(self, *, same: bool) -> set[str]:
        """Codes of parts of the week; what is none of them is for the caller to leave out."""
        if same:
            return {f"{day}-{part}" for day in self.days for part in self.parts}
        return {f"{day}-{part}" for day in DAYS for part in getattr(self, day)}


class NotificationsForm(Form):
    wanted: list[str] = []
    reads_on: list[str] = []
    reads_from: int = Field(9, ge=0, le=23)
    reads_until: int = Field(17, ge=0, le=23)
    digest: list[str] = []
    language: Language = "auto"


class FindForm(Form):
    words: str = Field("", max_length=200)
    person: str | None = Field(None, max_length=32)


class FilterForm(Form):
    language: str = ""
    team: str = Field("", max_length=75)
    level: Level | None = None
    musts: list[str] = []

    @field_validator("language")
    @classmethod
    def _spoken(cls, value: str) -> str:
        return value if value in CODES else ""


class AskForm(Form):
    question: str = Field("", max_length=3000)


class DeclineForm(Form):
    reason: str = Field("other", max_length=24)
    also: list[str] = Field([], max_length=2)
    until: str = Field("", max_length=10)


class OfferForm(Form):
    day: str = Field("", max_length=10)
    starts: str = Field(pattern=WALL_CLOCK)
    ends: str = Field(pattern=WALL_CLOCK)
    minutes: int = Field(30, ge=15, le=45)
    weeks: int = Field(1, ge=1, le=12)


class BookForm(Form):
    slot: RowId = 0
    question: str = Field("", max_length=1000)


class MoreForm(Form):
    mentor_asks: str = Field("", max_length=1000)


class AddForm(Form):
    mentee_adds: str = Field("", max_length=1500)


class RoleForm(Form):
    person: str | None = Field(None, max_length=32)
    role: str = "member"


class TimeForm(Form):
    slot: RowId | None = None
    starts_at: int | None = Field(None, ge=0, le=4_102_444_800)
    """Unix seconds, up to the year 2100."""
    place: str = Field("", max_length=300)


class BusyForm(Form):
    address: str = Field("", max_length=1000)


class FeedbackForm(Form):
    learned: str = Field("", max_length=1500)
    next_step: str = Field("", max_length=1000)
    practised: list[str] = []


class PauseForm(Form):
    until: str = Field("", max_length=10)


class DeleteForm(Form):
    word: str = Field("", max_length=40)


class EndForm(Form):
    reason: str = Field("other", max_length=24)
    also: list[str] = Field([], max_length=1)


class ExtendForm(Form):
    ends_on: str = Field("", max_length=10)


class ThankForm(Form):
    thanks: str = Field("", max_length=1500)
    share: list[str] = Field([], max_length=1)


class GroupForm(Form):
    group_title: str = Field("", max_length=75)
    group_about: str = Field("", max_length=600)
    places: int = Field(5, ge=2, le=8)
    topic: RowId = 0
    network: RowId = 0


class GroupDateForm(Form):
    suggested: int | None = Field(None, ge=0, le=4_102_444_800)
    starts_at: int | None = Field(None, ge=0, le=4_102_444_800)
    place: str = Field("", max_length=300)


class GroupNoteForm(Form):
    group_learned: str = Field("", max_length=1500)


class PulseForm(Form):
    pulse_words: str = Field("", max_length=1500)


class InterviewForm(Form):
    score: int = Field(0, ge=0, le=5)
    answer1: str = Field("", max_length=1500)
    answer2: str = Field("", max_length=1500)
    answer3: str = Field("", max_length=1500)


class QuestionsForm(Form):
    scale: str = Field("", max_length=300)
    open1: str = Field("", max_length=300)
    open2: str = Field("", max_length=300)
    open3: str = Field("", max_length=300)


class AgreementForm(Form):
    mentee_goals: str = Field("", max_length=1000)
    mentor_goals: str = Field("", max_length=1000)
    expectations: str = Field("", max_length=1000)
    rhythm_days: int = 14
    minutes: int = 45
    place: str = Field("", max_length=300)
    confidentiality: Literal["between_us", "topics", "ask_first"] = "between_us"
    ends_on: str = Field("", max_length=10)


class ItemsForm(Form):
    items: str = Field("", max_length=3000)


class OfferedForm(Form):
    first: list[RowId] = []
    second: list[RowId] = []


class SignOffForm(Form):
    evidence: str = Field("", max_length=500)


class ItemForm(Form):
    item: str = Field("", max_length=200)
    also: list[str] = Field([], max_length=1)


class TemplateForm(Form):
    template_en: str = Field("", max_length=2000)
    template_nl: str = Field("", max_length=2000)

    @property
    def by_language(self) -> dict[str, str]:
        return {language: str(getattr(self, f"template_{language}")) for language in LANGUAGES}


class RoundForm(Form):
    round_network: RowId = 0
    round_name: str = Field("", max_length=75)
    round_kind: RoundKind = RoundKind.MENTORING
    round_who: Literal["network", "everybody"] = "network"
    closes_on: str = Field("", max_length=10)
    round_ends_on: str = Field("", max_length=10)


class RoundTermsForm(Form):
    round_rules: list[str] = []
    round_hours: int = Field(0, ge=0, le=10)
    weigh_topics: Weigh = "normal"
    weigh_hours: Weigh = "normal"
    weigh_language: Weigh = "normal"
    weigh_level: Weigh = "normal"
    weigh_team: Weigh = "normal"
    weigh_wishes: Weigh = "normal"
    round_learned: list[str] = []
    """Parts of which the weight is taken over that the round before suggests."""


class RoundPilotForm(Form):
    round_pilot: list[str] = []
    pilot_meetings: int = Field(2, ge=1, le=12)
    pilot_pairs: int = Field(70, ge=10, le=100)
    pilot_useful: float = Field(3.5, ge=1, le=5)
    pilot_learned: int = Field(60, ge=10, le=100)


class RoundDatesForm(Form):
    closes_on: str = Field("", max_length=10)
    round_ends_on: str = Field("", max_length=10)


class RoundJoinForm(Form):
    round_roles: list[str] = []
    round_motivation: str = Field("", max_length=600)
    round_goals: str = Field("", max_length=600)
    round_topics: list[RowId] = Field([], max_length=100)
    round_places: int = Field(1, ge=1, le=10)
    round_hours: int = Field(2, ge=1, le=40)
    round_time: list[str] = []
    round_wishes: list[str] = Field([], max_length=3)
    """Slack ids."""


class RoundSwapForm(Form):
    swap_who: RowId = 0
    swap_with: RowId = 0


class RoundGiveForm(Form):
    give_mentee: str | None = Field(None, max_length=32)
    give_mentor: str | None = Field(None, max_length=32)
    give_third: str | None = Field(None, max_length=32)


class RoundSheetForm(Form):
    sheet: list[str] = Field([], max_length=1)
    """Slack's id of the file."""


class RoundReleaseForm(Form):
    waves: int = Field(1, ge=1, le=10)


class OpennessForm(Form):
    openness: Literal["open", "approval", "discreet"] = "open"


class NetworkForm(Form):
    name: str = Field("", max_length=75)
    openness: Literal["open", "approval", "discreet"] = "open"
    kind: str = "other"
    challenge: str = Field("", max_length=1000)
    channel: str | None = None
