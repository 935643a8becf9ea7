"""What people note after a session, for their own eyes, in their own language."""

LEARNED = {
    "en": (
        "I prepare the first sentence and the last one. The rest I know anyway.",
        "Ask what decision the meeting is for. If nobody knows, it is not a meeting.",
        "My 'quick question' was three questions. One at a time.",
        "We let a silence stand for ten seconds, and the answer came by itself.",
        "Saying 'I do not know yet, by Thursday I will' is an answer.",
        "Draw it before you argue about it.",
        "I have been solving the wrong problem for two weeks, and it took four minutes to see it.",
        "Nobody remembers the outage. Everybody remembers whether they were told.",
        "You can disagree with the plan and still be the one who makes it work.",
        "My calendar says what I find important. It was a hard look.",
        "Write the headline first. If there is none, there is no slide.",
        "It is allowed to be the person who asks for the agenda.",
    ),
    "nl": (
        "Eerst vragen wat iemand zelf al heeft geprobeerd.",
        "Een stilte is geen fout die ik moet repareren.",
        "Ik hoef niet in het gesprek te beslissen. 'Morgen hoor je het' mag ook.",
        "De eerste slide is het besluit, niet de aanleiding.",
        "Nee zeggen tegen de vraag is iets anders dan nee zeggen tegen de mens.",
        "Een runbook is pas af als iemand anders het heeft gebruikt.",
        "Ik was me aan het verdedigen terwijl er niets werd aangevallen.",
        "Teken het uit voordat je erover gaat praten.",
    ),
}
"""By language."""

NEXT_STEPS = {
    "en": (
        "Open Monday's meeting with the decision we need",
        "Ask for ten minutes of honest feedback after the demo",
        "Write the runbook for the one alert I fear",
        "Rehearse once, standing, out loud",
        "Block Wednesday morning, and defend it",
        "Say no to one thing this week, kindly",
        "Draw our dependencies on one page",
        "Two questions before my first suggestion",
    ),
    "nl": (
        "Maandag openen met het besluit dat we nodig hebben",
        "Eén keer nee zeggen deze week",
        "Het gesprek met mijn teamlid plannen, niet uitstellen",
        "Mijn verhaal één keer hardop oefenen",
        "Drie cijfers kiezen en de rest weglaten",
    ),
}
