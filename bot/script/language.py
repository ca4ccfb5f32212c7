"""Which language a text is in: by its alphabet, then by its commonest small words."""

from __future__ import annotations

import re
from collections import Counter

from bot.script.wordlist import words

_FEW = 6  # words
_SAMPLE = 8000  # code points: more does not change the answer
_WORDS = re.compile(r"[^\W\d_]+")
_STOPS: dict[str, frozenset[str]] = {
    "en": words(
        "a i no so as he she they at if or from up out about just know think go come get got like one all "
        "there here who when where why did does were has had been will would could should can can't never "
        "again only well oh yes hey hi hello that's there's you're please thank thanks good really still too "
        "very then now the and you to of is that it in for not this what are have we was do my be on with "
        "i'm don't it's but your me how"
    ),
    "de": words(
        "der die das und ich nicht ist du ein eine wir es sie zu den mit auf was ja nein für auch noch wie "
        "dem hast habe bin sind"
    ),
    "fr": words(
        "le la les et je est pas tu une un des nous vous que qui dans pour il elle ne ce mais avec sur oui "
        "non bonjour c'est au du"
    ),
    "es": words(
        "el la los las y que de en es no una un yo por con para pero qué está muy sí cómo hola lo se mi tu más hay eres"
    ),
    "pt": words(
        "o a os as e que de em não uma um eu você com para mas é está muito sim como olá isso meu minha ao "
        "do da no na foi"
    ),
    "it": words(
        "il lo la gli e che di non è un una io per con ma sono sì come ciao cosa del della mi ti si ho hai "
        "questo molto chi sei va era perché"
    ),
    "nl": words("de het een en ik niet is dat je van wat we maar ja nee met voor hij zijn hebben naar ook dit wel er"),
    "pl": words("nie to się na jest że w i co jak do tak mam ale czy cześć jestem ty ja już dla dzień"),
    "tr": words("ve bir bu ne ben sen çok için değil evet hayır mi mı ama daha gibi var yok merhaba"),
    "sv": words("och det jag är inte du en ett vi att som på har för med hej ja nej vad den så"),
    "da": words("og det jeg er ikke du en et vi at som på har for med hej ja nej hvad den så"),
    "cs": words("a to je se na že ne jsem co jak tak ale ty já si už pro ano dobrý"),
    "vi": words("và là tôi bạn không có một của cho được này đi em anh gì chào"),
    "id": words("dan yang di itu ini tidak aku kamu saya ada apa untuk dengan ya bisa sudah"),
    "ro": words("și nu este eu tu un o de la cu ce da pentru sunt mai în că"),
    "hu": words("a az és nem hogy egy van én te mi de igen ez volt mint szia"),
    "fi": words("ja on ei se en minä sinä mitä hän että niin kuin mutta moi olen"),
}
# Small words of other languages that prove nothing: English words, names or syllables of songs too.
_ENGLISH_TOO = _STOPS["en"] | words(
    "die war man hat also sang bad gut rot hut art van met per den tag o la da na di mi van sum due plus sea"
)
_SCRIPTS = (
    ("ko", re.compile("[\uac00-\ud7a3\u1100-\u11ff]")),
    ("ja", re.compile("[\u3041-\u30ff]")),
    ("zh", re.compile("[\u3400-\u9fff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("el", re.compile("[\u0370-\u03ff\u1f00-\u1fff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("hy", re.compile("[\u0530-\u058f]")),
    ("bn", re.compile("[\u0980-\u09ff]")),
    ("ta", re.compile("[\u0b80-\u0bff]")),
)
# Letters that hardly any other of these languages has.
_LETTERS = {
    "de": "ßÄÜä", "fr": "œèù", "es": "¿¡ñ", "pt": "ãõ", "tr": "şŞğĞıİ", "pl": "łąężź", "cs": "řůě", "hu": "őű",
    "ro": "țșă", "vi": "đơưạảế", "sv": "å", "da": "øæ",
}  # fmt: skip
_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_PERSIAN = re.compile("[پچژگک]")


def guess(text: str) -> str:
    """A BCP 47 primary tag, the same for the same text; `en` when nothing tells."""
    sample = text[:_SAMPLE]
    counts = {code: len(pattern.findall(sample)) for code, pattern in _SCRIPTS} if not sample.isascii() else {}
    total = sum(char.isalpha() for char in sample)
    if counts.get("ja", 0) * 8 > counts.get("zh", 0) and counts.get("ja", 0) * 3 + counts.get("zh", 0) > total / 3:
        return "ja"
    best = max(counts, key=lambda code: counts[code], default="")
    # A wide character says as much as a short word: a third of the letters is enough for those without spaces.
    if best and counts[best] > total / (3 if best in ("zh", "ko") else 2):
        return _sister(best, sample)
    return _latin(sample)


def _sister(code: str, sample: str) -> str:
    if code == "ru" and _UKRAINIAN.search(sample):
        return "uk"
    return "fa" if code == "ar" and _PERSIAN.search(sample) else code


def _latin(sample: str) -> str:
    counts = Counter(_WORDS.findall(sample.casefold().replace("’", "'")))
    scores = {code: sum(counts[word] for word in stops if word in counts) for code, stops in _STOPS.items()}
    for code in _LETTERS:
        scores[code] += 2 * _lettered(code, sample)
    own = {code: sum(word in counts for word in stops - _ENGLISH_TOO) for code, stops in _STOPS.items()}
    best = max(scores, key=lambda code: (scores[code], own[code]))
    # One small word is no proof against English, unless there is hardly anything else; nor are those that are English too.
    proof = own[best] > 0 or _lettered(best, sample)
    if proof and scores[best] > scores["en"] and (scores[best] > 1 or sum(counts.values()) <= _FEW):
        return best
    return "en"


def _lettered(code: str, sample: str) -> bool:
    return any(letter in sample for letter in _LETTERS.get(code, ""))
