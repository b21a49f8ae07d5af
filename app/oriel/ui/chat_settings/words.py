"""What the settings of a chat are called, what each does, and why one cannot be used."""

from __future__ import annotations

from typing import Any, NamedTuple

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from oriel.ui.chat_settings.situation import Why


class Said(NamedTuple):
    """`label` names a control, `about` is the line that explains it."""

    label: str
    about: str


_SETTINGS = {
    "instructions": (
        QT_TRANSLATE_NOOP("ChatSettings", "Instructions"),
        QT_TRANSLATE_NOOP(
            "ChatSettings", "Told to the model with every message: who it is, how it should answer."
        ),
    ),
    "memory": (
        QT_TRANSLATE_NOOP("ChatSettings", "Memory"),
        QT_TRANSLATE_NOOP("ChatSettings", "Who remembers what was said before."),
    ),
    "memory_subject": (
        QT_TRANSLATE_NOOP("ChatSettings", "Memory subject"),
        QT_TRANSLATE_NOOP(
            "ChatSettings",
            "Conversations with the same subject share what they remember, within the project.",
        ),
    ),
    "memory_policy": (
        QT_TRANSLATE_NOOP("ChatSettings", "Long-term memory"),
        QT_TRANSLATE_NOOP(
            "ChatSettings", "What this conversation does with the long-term memory of the project."
        ),
    ),
    "reasoning_effort": (
        QT_TRANSLATE_NOOP("ChatSettings", "Reasoning effort"),
        QT_TRANSLATE_NOOP(
            "ChatSettings", "How long a model that reasons thinks before it answers."
        ),
    ),
    "reasoning_summary": (
        QT_TRANSLATE_NOOP("ChatSettings", "Reasoning summary"),
        QT_TRANSLATE_NOOP("ChatSettings", "How much of its thinking the model tells."),
    ),
    "verbosity": (
        QT_TRANSLATE_NOOP("ChatSettings", "Verbosity"),
        QT_TRANSLATE_NOOP("ChatSettings", "How many words an answer takes."),
    ),
    "max_output_tokens": (
        QT_TRANSLATE_NOOP("ChatSettings", "Longest answer"),
        QT_TRANSLATE_NOOP("ChatSettings", "In tokens, thinking included. There it is cut off."),
    ),
    "temperature": (
        QT_TRANSLATE_NOOP("ChatSettings", "Temperature"),
        QT_TRANSLATE_NOOP("ChatSettings", "Low keeps to the likeliest words, high varies more."),
    ),
    "top_p": (
        QT_TRANSLATE_NOOP("ChatSettings", "Top P"),
        QT_TRANSLATE_NOOP(
            "ChatSettings",
            "Only the likeliest words up to this share come into question. Change this or the "
            "temperature, not both.",
        ),
    ),
    "text_format": (
        QT_TRANSLATE_NOOP("ChatSettings", "Format"),
        QT_TRANSLATE_NOOP("ChatSettings", "What an answer looks like: text, or JSON for programs."),
    ),
    "json_schema": (
        QT_TRANSLATE_NOOP("ChatSettings", "Schema"),
        QT_TRANSLATE_NOOP("ChatSettings", "The shape every answer has, as a JSON schema."),
    ),
    "schema_name": (
        QT_TRANSLATE_NOOP("ChatSettings", "Name"),
        QT_TRANSLATE_NOOP(
            "ChatSettings", "What the model is told the schema is: letters, digits, _ and -."
        ),
    ),
    "schema_strict": (
        QT_TRANSLATE_NOOP("ChatSettings", "Strict"),
        QT_TRANSLATE_NOOP(
            "ChatSettings", "The service holds the model to the schema. Off: it is only a wish."
        ),
    ),
    "tool_choice": (
        QT_TRANSLATE_NOOP("ChatSettings", "Tool choice"),
        QT_TRANSLATE_NOOP("ChatSettings", "Whether the model may, must or must not use a tool."),
    ),
    "parallel_tool_calls": (
        QT_TRANSLATE_NOOP("ChatSettings", "Parallel calls"),
        QT_TRANSLATE_NOOP("ChatSettings", "Whether several tools may be called at once."),
    ),
    "max_tool_calls": (
        QT_TRANSLATE_NOOP("ChatSettings", "Most calls"),
        QT_TRANSLATE_NOOP(
            "ChatSettings", "How often one answer may call the tools that the service runs."
        ),
    ),
    "truncation": (
        QT_TRANSLATE_NOOP("ChatSettings", "Truncation"),
        QT_TRANSLATE_NOOP("ChatSettings", "What happens when a chat is longer than a model reads."),
    ),
    "compact_threshold": (
        QT_TRANSLATE_NOOP("ChatSettings", "Compact from"),
        QT_TRANSLATE_NOOP(
            "ChatSettings", "From this many tokens on, the service folds earlier turns together."
        ),
    ),
    "service_tier": (
        QT_TRANSLATE_NOOP("ChatSettings", "Service tier"),
        QT_TRANSLATE_NOOP("ChatSettings", "How requests are queued and billed, where it differs."),
    ),
    "background": (
        QT_TRANSLATE_NOOP("ChatSettings", "Background"),
        QT_TRANSLATE_NOOP(
            "ChatSettings",
            "The service goes on answering when Oriel is closed or the network breaks.",
        ),
    ),
    "include": (
        QT_TRANSLATE_NOOP("ChatSettings", "Include"),
        QT_TRANSLATE_NOOP("ChatSettings", "What else the service sends back with an answer."),
    ),
    "metadata": (
        QT_TRANSLATE_NOOP("ChatSettings", "Metadata"),
        QT_TRANSLATE_NOOP(
            "ChatSettings",
            "Kept with each response at the service. At most 16, names of up to 64 characters, "
            "values of up to 512.",
        ),
    ),
    "n": (
        QT_TRANSLATE_NOOP("ChatSettings", "Answers"),
        QT_TRANSLATE_NOOP("ChatSettings", "How many are asked for at once. Each costs its tokens."),
    ),
    "stop": (
        QT_TRANSLATE_NOOP("ChatSettings", "Stop sequences"),
        QT_TRANSLATE_NOOP(
            "ChatSettings", "An answer ends before these. At most 4; \\n stands for a line break."
        ),
    ),
    "seed": (
        QT_TRANSLATE_NOOP("ChatSettings", "Seed"),
        QT_TRANSLATE_NOOP(
            "ChatSettings", "The same number gives much the same answer, where that is supported."
        ),
    ),
    "presence_penalty": (
        QT_TRANSLATE_NOOP("ChatSettings", "Presence penalty"),
        QT_TRANSLATE_NOOP("ChatSettings", "Above 0, the model turns sooner to something new."),
    ),
    "frequency_penalty": (
        QT_TRANSLATE_NOOP("ChatSettings", "Frequency penalty"),
        QT_TRANSLATE_NOOP("ChatSettings", "Above 0, words that came often come less."),
    ),
    "logit_bias": (
        QT_TRANSLATE_NOOP("ChatSettings", "Logit bias"),
        QT_TRANSLATE_NOOP(
            "ChatSettings", "By token id: -100 forbids a token, 100 leaves nothing else."
        ),
    ),
    "search_context": (
        QT_TRANSLATE_NOOP("ChatSettings", "Web search context"),
        QT_TRANSLATE_NOOP(
            "ChatSettings",
            "How much of what the web says is read. Choosing one switches web search on.",
        ),
    ),
}
_VALUES = {
    "low": QT_TRANSLATE_NOOP("ChatSettings", "Low"),
    "medium": QT_TRANSLATE_NOOP("ChatSettings", "Medium"),
    "high": QT_TRANSLATE_NOOP("ChatSettings", "High"),
    "auto": QT_TRANSLATE_NOOP("ChatSettings", "Automatic"),
    "reasoning_effort.none": QT_TRANSLATE_NOOP("ChatSettings", "None"),
    "reasoning_effort.minimal": QT_TRANSLATE_NOOP("ChatSettings", "Minimal"),
    "reasoning_effort.xhigh": QT_TRANSLATE_NOOP("ChatSettings", "Very high"),
    "reasoning_effort.max": QT_TRANSLATE_NOOP("ChatSettings", "Most there is"),
    "reasoning_summary.concise": QT_TRANSLATE_NOOP("ChatSettings", "Short"),
    "reasoning_summary.detailed": QT_TRANSLATE_NOOP("ChatSettings", "Detailed"),
    "memory_policy.recall_and_store": QT_TRANSLATE_NOOP("ChatSettings", "Recall and store"),
    "memory_policy.recall_only": QT_TRANSLATE_NOOP("ChatSettings", "Only recall"),
    "memory_policy.store_only": QT_TRANSLATE_NOOP("ChatSettings", "Only store"),
    "memory_policy.none": QT_TRANSLATE_NOOP("ChatSettings", "Neither"),
    "text_format.text": QT_TRANSLATE_NOOP("ChatSettings", "Free text"),
    "text_format.json_object": QT_TRANSLATE_NOOP("ChatSettings", "JSON of any shape"),
    "text_format.json_schema": QT_TRANSLATE_NOOP("ChatSettings", "JSON by a schema"),
    "tool_choice.auto": QT_TRANSLATE_NOOP("ChatSettings", "As the model likes"),
    "tool_choice.none": QT_TRANSLATE_NOOP("ChatSettings", "No tool"),
    "tool_choice.required": QT_TRANSLATE_NOOP("ChatSettings", "At least one"),
    "tool_choice.file_search": QT_TRANSLATE_NOOP("ChatSettings", "File search"),
    "tool_choice.code_interpreter": QT_TRANSLATE_NOOP("ChatSettings", "Code interpreter"),
    "tool_choice.web_search": QT_TRANSLATE_NOOP("ChatSettings", "Web search"),
    "tool_choice.x_search": QT_TRANSLATE_NOOP("ChatSettings", "X search"),
    "tool_choice.image_generation": QT_TRANSLATE_NOOP("ChatSettings", "Pictures"),
    "tool_choice.mcp": QT_TRANSLATE_NOOP("ChatSettings", "Remote tools"),
    "parallel_tool_calls.True": QT_TRANSLATE_NOOP("ChatSettings", "Allowed"),
    "parallel_tool_calls.False": QT_TRANSLATE_NOOP("ChatSettings", "One at a time"),
    "truncation.auto": QT_TRANSLATE_NOOP("ChatSettings", "Leave out earlier turns"),
    "truncation.disabled": QT_TRANSLATE_NOOP("ChatSettings", "Refuse the message"),
    "service_tier.default": QT_TRANSLATE_NOOP("ChatSettings", "Standard"),
    "service_tier.flex": QT_TRANSLATE_NOOP("ChatSettings", "Flex: slower, cheaper"),
    "service_tier.priority": QT_TRANSLATE_NOOP("ChatSettings", "Priority: faster, dearer"),
    "include.file_search_call.results": QT_TRANSLATE_NOOP(
        "ChatSettings", "Passages that file search found"
    ),
    "include.web_search_call.results": QT_TRANSLATE_NOOP("ChatSettings", "Results of web searches"),
    "include.web_search_call.action.sources": QT_TRANSLATE_NOOP(
        "ChatSettings", "Sources of web searches"
    ),
    "include.code_interpreter_call.outputs": QT_TRANSLATE_NOOP(
        "ChatSettings", "What code that was run printed"
    ),
    "include.message.input_image.image_url": QT_TRANSLATE_NOOP(
        "ChatSettings", "Addresses of the pictures sent"
    ),
    "include.message.output_text.logprobs": QT_TRANSLATE_NOOP(
        "ChatSettings", "How likely each token was"
    ),
    "include.reasoning.encrypted_content": QT_TRANSLATE_NOOP(
        "ChatSettings", "The thinking, sealed, to be sent back"
    ),
}
_WHY = {
    Why.REFUSED: QT_TRANSLATE_NOOP("ChatSettings", "{model} refuses it: it is not sent."),
    Why.NOT_STORED: QT_TRANSLATE_NOOP(
        "ChatSettings", "Only where the service keeps the answers (see Memory)."
    ),
    Why.NO_CONVERSATION: QT_TRANSLATE_NOOP(
        "ChatSettings", "Only in a conversation that Oracle Cloud holds."
    ),
    Why.NO_SERVICE_STATE: QT_TRANSLATE_NOOP(
        "ChatSettings", "Not possible: this connection's service does not offer it."
    ),
    Why.BEGUN: QT_TRANSLATE_NOOP(
        "ChatSettings", "Only before the first message. Begin a new chat for it."
    ),
    Why.A_HABIT: QT_TRANSLATE_NOOP(
        "ChatSettings", "Not by habit: a temporary chat is wished for each time."
    ),
    Why.STAYS: QT_TRANSLATE_NOOP(
        "ChatSettings", "This chat is temporary and stays so. Begin a new one for it."
    ),
}
_SERVICE_DEFAULT = QT_TRANSLATE_NOOP("ChatSettings", "Service default")


def words_of(name: str) -> Said:
    """Raises KeyError for a name that is no setting."""
    label, about = _SETTINGS[name]
    return Said(said(label), said(about))


def value_words(name: str, value: Any) -> str:
    """A value of a setting in words; what has none is shown as it is."""
    found = _VALUES.get(f"{name}.{value}") or _VALUES.get(str(value))
    return said(found) if found else str(value)


def service_default() -> str:
    return said(_SERVICE_DEFAULT)


def why_not(why: Why, model: str) -> str:
    return said(_WHY[why]).format(model=model)


def said(text: object) -> str:
    """A marked text in the person's language."""
    return QCoreApplication.translate("ChatSettings", str(text))
