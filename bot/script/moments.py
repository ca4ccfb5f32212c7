"""Dates and times as chat programs print them in nine locales: to tell a time from a name."""

from __future__ import annotations

import re

from bot.script.wordlist import words

LONGEST = 60  # code points; "Donnerstag, 20. November 2026 um 22:01:11 Uhr" has 45

_WORDS = words(
    """
    today yesterday at on am pm a.m p.m a.m. p.m. a p m heute gestern um uhr vorgestern den aujourd’hui
    aujourd'hui hier à a h le hoy ayer las la el de del hoje ontem às as сегодня вчера в г года 今日 昨日 今天
    昨天 前天 오늘 어제 오전 오후 午前 午後 上午 下午 早上 晚上 凌晨 中午 년 월 일 年 月 日 时 時 分 秒 시 분
    초 utc gmt edt est pdt pst cet bst and monday tuesday wednesday thursday friday saturday sunday mon tue
    tues wed thu thur thurs fri sat sun january february march april may june july august september october
    november december jan feb mar apr jun jul aug sep sept oct nov dec montag dienstag mittwoch donnerstag
    freitag samstag sonntag mo di mi do fr sa so januar februar märz mai juni juli oktober dezember mär okt dez
    lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim janvier février mars avril juin
    juillet août septembre octobre novembre décembre janv févr avr juil déc lunes martes miércoles jueves
    viernes sábado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
    diciembre ene abr ago dic segunda terça quarta quinta sexta segunda-feira terça-feira quarta-feira
    quinta-feira sexta-feira janeiro fevereiro março maio junho julho setembro outubro novembro dezembro fev
    set out понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс января февраля
    марта апреля мая июня июля августа сентября октября ноября декабря янв фев мар апр июн июл авг сен окт ноя
    дек 月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日 星期一 星期二 星期三 星期四 星期五 星期六 星期日 周一
    周二 周三 周四 周五 周六 周日 월요일 화요일 수요일 목요일 금요일 토요일 일요일 曜日
    """
)
_TOKEN = re.compile(r"[^\W\d_]+(?:[.’'-][^\W\d_]+)*|\d+|[^\w\s]+|_")
_MARKS = re.compile(r"^[.,:/\-–()\[\]|’']+$")
_CLOCK = re.compile(r"\d{1,2}\s?[:.h時时시点]\s?\d{2}|\d{1,2}\s?[ap]\.?m|\d{1,2}\s*(?:Uhr|[時시点])", re.IGNORECASE)
_DATE = re.compile(
    r"\d{1,4}\s?[/.\-年년]\s?\d{1,2}\s?[/.\-月월]|\d{1,2}\.? (?:de )?[^\W\d_]{3,12}\.? (?:de )?\d{4}"
    r"|[^\W\d_]{3,9} \d{1,2}, \d{4}"
)
_CLOCK_LAST = re.compile(r"\d\s?[:.h時时시점]\s?\d{2}(?:\s?[ap]\.?m\.?)?$|\d\s?[ap]\.?m\.?$|\d\s?(?:uhr|[時时시点])$")
_LETTERS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_WEEK = words(
    """
    monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag
    sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo
    segunda-feira terça-feira quarta-feira quinta-feira sexta-feira понедельник вторник среда четверг пятница суббота
    воскресенье 月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日 星期一 星期二 星期三 星期四 星期五 星期六 星期日 周一 周二
    周三 周四 周五 周六 周日 월요일 화요일 수요일 목요일 금요일 토요일 일요일
    """
)
_GLUED = re.compile(
    r"^(?:今日|昨日|今天|昨天|前天|午前|午後|上午|下午|星期.|周.|오전|오후|年|月|日|時|时|分|秒|년|월|일|시|분|초|曜日|.曜日)+$"
)


def moment(text: str) -> bool:
    """Whether a text is a date, a time or both, and nothing else: `Today at 5:00 PM`, `20.11.2026 22:01`."""
    if not 3 <= len(text) <= LONGEST or not any(char.isdigit() for char in text):
        return False
    if not (_CLOCK.search(text) or _DATE.search(text)):
        return False
    for token in _TOKEN.findall(text):
        word = token.casefold()
        if not (
            word.isdigit() or word in _WORDS or word.rstrip(".") in _WORDS or _MARKS.match(word) or _GLUED.match(word)
        ):
            return False
    return True


def dated(text: str) -> bool:
    """Whether a moment holds a date, not only a time of day."""
    return bool(_DATE.search(text)) or any(word in text.casefold() for word in _DAYS)


def scheduled(name: str) -> bool:
    """Whether what stands before a time is a schedule's entry and no name.

    It ends in a time of day itself (`10:30 - 12:00` is a range), or it is a day of the week and nothing but a date.
    """
    bare = name.strip(" -–—,").casefold()
    if _CLOCK_LAST.search(bare):
        return True
    tokens = _LETTERS.findall(bare)
    return all(token in _WORDS for token in tokens) and not _WEEK.isdisjoint(tokens)


_DAYS = (
    "today", "yesterday", "heute", "gestern", "aujourd", "hier", "hoy", "ayer", "hoje", "ontem", "сегодня",
    "вчера", "今日", "昨日", "今天", "昨天", "오늘", "어제",
)  # fmt: skip
