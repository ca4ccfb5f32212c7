"""Words that stand before a colon, or alone on a line, and are nobody's name, in nine languages."""

from __future__ import annotations

import re

from bot.script.wordlist import listed

# `Author: Mo`: details of the script, never spoken.
DETAILS = listed(
    "author, written by, by, writer, date, draft, draft date, contact, copyright, credit, source, genre, tone, "
    "mood, style, format, duration, length, runtime, run time, estimated time, word count, language, version, "
    "episode, season, series, audience, target audience, theme, logline, synopsis, premise, summary, "
    "description, props, costumes, tags, keywords, voice, voices, model, speed, settings, position, colorid, "
    "podcast, show, topic, platform, level, medium, 作者, 编剧, 日期, 时长, 类型, 语言, 主题, 风格, 简介, 作, "
    "脚本, 作家, ジャンル, 時間, 日付, 概要, テーマ, 작가, 장르, 날짜, 길이, 주제, autor, autorin, datum, "
    "dauer, sprache, thema, länge, auteur, autrice, durée, langue, thème, sujet, registre, autora, fecha, "
    "género, duración, idioma, tema, data, gênero, duração, автор, дата, жанр, длительность, "
    "продолжительность, язык, тема"
)
# A label that is exactly this is the narrator's: nobody's name, but its words are spoken.
NARRATORS = listed(
    "narrator, narration, erzähler, erzählerin, narrateur, narratrice, narrador, narradora, narração, narración, "
    "narratore, narratrice, verteller, berättare, fortæller, anlatıcı, рассказчик, рассказчица, автор, от автора, "
    "旁白, 解说, 解說, 叙述者, 敘述者, ナレーター, ナレーション, ナレータ, 語り手, 語り, "
    "해설, 해설자, 내레이션, 나레이션, 내레이터, 나레이터"
)
TITLES = listed(
    "title, titel, titre, título, titulo, titolo, название, заголовок, 标题, 題名, タイトル, 제목, 標題, "
    "titre de la pièce"
)
# `Setting: a bakery`: where and when, kept as a heading.
PLACES = listed(
    "setting, scene, location, place, time, at rise, act, segment, chapter, section, part, szene, ort, "
    "schauplatz, zeit, bühne, scène, lieu, décor, temps, moment, escena, lugar, ambientación, tiempo, cena, "
    "local, cenário, tempo, сцена, место, место действия, время, 场景, 場景, 地点, 时间, 場面, 場所, シーン, "
    "장면, 장소, 배경, 시간, 场, 幕"
)
# Nobody, but words of the text itself: "Note: no dogs."
ASIDES = listed(
    "note, notes, nb, n.b., ps, p.s., pps, warning, caution, important, attention, remember, reminder, tip, "
    "tips, hint, fact, fun fact, example, examples, e.g., eg, i.e., ie, for example, for instance, spoiler, "
    "disclaimer, update, edit, tl;dr, tldr, fyi, btw, psa, todo, re, fwd, subject, to, from, cc, bcc, sent, "
    "result, results, conclusion, therefore, first, second, third, finally, next, then, also, so, but, and, "
    "or, because, however, besides, wait, look, listen, okay, ok, well, yes, no, hey, see, think, imagine, "
    "consider, guess what, bottom line, in short, in other words, the point, here, there, this, that, these, "
    "when, where, what, who, why, how, which, rules, rule, prize, prizes, reward, rewards, link, links, "
    "website, url, email, phone, tel, address, price, cost, discount, code, dates, day, days, hours, deadline, "
    "register, registration, rsvp, join, signup, sign up, tickets, ticket, entry, schedule, agenda, "
    "requirements, requirement, ingredients, instructions, features, changes, fixes, fixed, added, removed, "
    "changelog, status, eta, info, details, more info, contact us, discord, twitter, instagram, youtube, "
    "twitch, tiktok, facebook, download, http, https, ftp, mailto, step, steps, task, tasks, goal, goals, "
    "question of the day, pros, cons, breaking, breaking news, headline, quote, caption, end of scene, "
    "stage directions, stage direction, direction, directions, transition, instruction, prompt, output, input, "
    "the end, end, translation, original, context, prerequisites, channel, event, sale, offer, bonus, bugs, "
    "known issues, hinweis, anmerkung, achtung, wichtig, beispiel, wann, wo, was, wer, regeln, preis, preise, "
    "datum, uhrzeit, anmeldung, remarque, exemple, quand, où, quoi, qui, règles, prix, inscription, lien, "
    "nota, bene, aviso, atención, importante, ejemplo, cuándo, dónde, qué, quién, reglas, premio, premios, "
    "enlace, inscripción, hora, observação, obs, atenção, exemplo, quando, onde, quem, regras, prêmio, "
    "prêmios, inscrição, примечание, внимание, важно, пример, когда, где, что, кто, правила, приз, призы, "
    "ссылка, время, 注意, 注, 备注, 提示, 重要, 例, 例如, 请注意, 规则, 奖励, 奖品, 链接, 网址, 报名, 日時, "
    "場所, ルール, 備考, 注記, 参考, お知らせ, 例えば, 참고, 주의, 예, 규칙, 상품, 링크, 일시, 신청"
)
# Of the asides, those that are nobody however often they stand between people: they speak about the lines around them.
NEVER = listed(
    "note, notes, nb, n.b., ps, p.s., pps, e.g., eg, i.e., ie, tl;dr, tldr, re, fwd, subject, to, from, cc, bcc, sent, "
    "result, results, translation, original, context, quote, caption, end of scene, stage directions, "
    "stage direction, direction, directions, transition, instruction, prompt, http, https, ftp, mailto, and, but, or, "
    "when, where, what, who, why, how, which, price, prices, cost, prize, dates, day, days, hours, deadline, email, "
    "phone, tel, address, url, website, link, links, wann, wo, was, wer, quand, où, quoi, qui, cuándo, dónde, qué, "
    "quién, quando, onde, quem, когда, где, что, кто, hinweis, anmerkung, remarque, nota, observação, obs, "
    "примечание, 注意, 注, 备注, 備考, 注記, 참고, 주의"
)
NUMBERED = re.compile(
    r"^(?:segment|topic|block|step|chapter|chap|part|day|week|month|year|option|rule|tip|example|figure|fig|table|slide|item|lesson|level|phase"
    r"|stage|round|code|case|question|exercise|task|point|reason|fact|version|note|page|section|verse|line|goal|rank|place"
    r"|top|appendix|module|unit|season|episode|ep|act|scene|schritt|kapitel|teil|tag|regel|beispiel|punkt|étape|chapitre"
    r"|partie|règle|exemple|paso|capítulo|parte|regla|ejemplo|passo|regra|exemplo|шаг|глава|часть|правило|пример|пункт"
    r"|第|步骤|规则|ステップ|단계)\s*#?\s*(?:\d{1,4}|[ivx]{1,5}|[a-h]|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|[一二三四五六七八九十百]{1,4}|eins|zwei|drei|un|deux|trois|uno|dos|tres|dois|três)\.?(?:\s*[步章部条日节話章])?$"
)
# A line alone that opens a list of who is who.
CAST_HEADS = listed(
    "characters, character, cast, cast list, character list, cast of characters, list of characters, the cast, "
    "dramatis personae, dramatis personæ, persons, persons of the play, main characters, speakers, voices, "
    "voice cast, voice assignments, voice mapping, characters in order of appearance, roles, players, "
    "participants, personen, figuren, rollen, besetzung, sprecher, personnages, distribution, rôles, voix, "
    "personajes, reparto, elenco, voces, personagens, vozes, действующие лица, персонажи, роли, в ролях, "
    "登场人物, 人物, 角色, 角色表, 人物表, 演员, 配音, 登場人物, キャスト, 配役, 등장인물, 출연, 출연진, 배역"
)
# A label that is a cue: the rest of the line is something heard.
SOUNDS = listed(
    "sfx, fx, sound, sounds, sound effect, sound effects, sound fx, soundfx, sound cue, music, music cue, "
    "ambience, ambiance, ambient, atmos, atmosphere, bgm, background music, background, foley, jingle, "
    "theme music, intro music, outro music, audio, audio cue, effect, play sound, stinger, 音效, 音乐, 音樂, "
    "背景音乐, 背景音, 配乐, 効果音, 音楽, 環境音, 効果, 음악, 효과음, 배경음악, 배경음, geräusch, geräusche, "
    "musik, soundeffekt, atmo, musique, bruitage, bruitages, bruit, ambiance sonore, effet sonore, música, "
    "efecto de sonido, sonido, efecto, ambiente, efeito sonoro, efeito, звук, звуки, музыка, звуковой эффект"
)
PAUSES = listed(
    "pause, beat, silence, long pause, short pause, brief pause, a beat, a pause, wait, break, dead air, "
    "long beat, long silence, 停顿, 暂停, 沉默, 静默, 停頓, 间, 間, ポーズ, 沈黙, 一拍, 무음, 멈춤, 침묵, "
    "잠시 멈춤, 사이, 정적, stille, schweigen, kurze pause, lange pause, un temps, petit temps, pausa, "
    "pausa larga, pausa corta, silencio, pausa longa, pausa curta, silêncio, пауза, молчание, тишина, "
    "короткая пауза, долгая пауза"
)
# A line alone that says that it is over.
ENDS = listed(
    "end, the end, end of scene, end scene, end of act, end of play, end of script, end of episode, "
    "end of part one, fin, scene, curtain, blackout, fade out, fade to black, lights out, lights fade, "
    "curtain falls, end of transcript, end of conversation, end of show, credits, cut, ende, vorhang, rideau, "
    "noir, telón, fim, cortina, конец, занавес, 完, 终, 剧终, 全剧终, 結束, 终幕, 終, おわり, 終わり, 幕, 끝, "
    "막, fin de la scène, fin de escena, fim da cena, ende der szene, конец сцены, to be continued"
)
TRANSITIONS = re.compile(
    r"^(?:(?:SMASH |MATCH |JUMP |HARD |QUICK )?CUT (?:TO|BACK TO|AWAY|IN)\b.{0,60}|FADE (?:IN|OUT|TO)\b.{0,"
    r"60}|DISSOLVE TO\b.{0,60}"
    r"|WIPE TO\b.{0,60}|INTERCUT\b.{0,60}|BACK TO\b.{0,60}|LATER:?|CONTINUOUS:?|TITLE CARD\b.{0,80}|SUPER:.{0,80}"
    r"|MONTAGE\b.{0,60}|END CREDITS.{0,40}|CREDITS ROLL.{0,20})[.:]?$"
)
_NUM = r"(?:\d{1,3}|[ivxl]{1,6}|one|two|three|four|five|six|seven|eight|nine|ten|final)"
SCENES = re.compile(
    rf"^(?:(?:act|scene|chapter|part|episode|segment|section|topic|prologue|epilogue|akt|szene|kapitel|aufzug|auftritt|acte|scène|chapitre|acto|escena"
    rf"|capítulo|ato|cena|акт|действие|сцена|глава)\s+{_NUM}\b(?:\s*[,:.–—-].{{0,100}}|\s*\(.{{0,100}}\))?"
    rf"|\d{{1,2}}\.\s?(?:akt|szene|aufzug|auftritt|scène|acte|escena|acto|cena|ato|сцена|действие|bild)\b.{{0,60}}"
    rf"|(?:erste[rs]?|zweite[rs]?|dritte[rs]?)\s+(?:akt|szene|aufzug|auftritt)\.?"
    rf"|第\s*[0-9０-９一二三四五六七八九十百]{{1,4}}\s*[幕场場章話话节集](?:[\s:：].{{0,60}})?"
    rf"|(?:シーン|場面|장면|场景)\s*[0-9０-９一二三四五六七八九十]{{1,4}}(?:[\s:：.].{{0,60}})?|제\s*\d{{1,3}}\s*[막장화](?:[\s:.].{{0,60}})?"
    rf"|(?:#|s#|씬|신)\s?\d{{1,3}}\b[.:]?.{{0,60}}|(?:int|ext|est|инт|экст|нат|i/e|int\./ext|int/ext)[. ].{{1,150}}"
    rf"|(?:prologue|epilogue|intermission|prolog|epilog|prólogo|epílogo|пролог|эпилог))$",
    re.IGNORECASE,
)
# The first words of what an assistant, or the person asking, writes above a script.
PREAMBLE = re.compile(
    r"^(?:sure\b|(?:(?:hey|hi|hello|yo|ok|okay|please|pls)\b[\w ,]{0,20}\b)?(?:can|could|would|will) (?:you"
    r"|someone|somebody)\b|certainly\b|of course\b|absolutely\b|okay[,!.]? here|ok[,!.]? here|here(?:'s|’s| "
    r"is| are| you go)\b|below is\b|got it\b"
    r"|(?:the )?following (?:is|conversation|script|dialogue)|great[,!] |happy to\b|i(?:'ve|’ve| have) "
    r"(?:written|created|prepared)"
    r"|i(?:'ll|’ll| will) (?:write|create)|tts\b|please (?:read|perform|voice|make|generate|do|say|convert|turn)"
    r"|(?:can|could) you (?:please )?(?:read|perform|voice|make|do|generate)"
    r"|(?:read|perform|voice|make|generate|convert|turn|narrate|act out|use) (?:this|the|these|it|a |an "
    r"|different|following)"
    r"|@\w|hier ist\b|hier sind\b|gerne?[!,.]|klar[!,]|natürlich[!,]|voici\b|bien sûr|d['’]accord|aquí "
    r"(?:tienes|está|va)\b"
    r"|claro[,!.]|por supuesto|aqui (?:está|vai)\b|com certeza|конечно|вот (?:ваш|сценар|диалог|скрипт|текст)"
    r"|держи|以下是|当然|好的[,，!！。]"
    r"|这是|もちろん|以下は|以下に|はい、|こちら|물론|다음은|여기|네[,!])",
    re.IGNORECASE,
)
THANKS = re.compile(
    r"^(?:thanks?|thank you|thx|ty|tysm|cheers|danke(?: schön)?|vielen dank|merci(?: beaucoup)?|gracias"
    r"|muchas gracias|obrigad[oa]"
    r"|спасибо|谢谢|多谢|ありがとう(?:ございます)?|よろしく(?:お願いします)?|감사합니다|고마워)(?: (?:so much"
    r"|in advance|a lot|guys|all|bot))?[\s!.:)❤🙏️]{0,8}$",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"^(?:let me know\b|would you like\b|do you want me\b|feel free\b|i hope (?:this|you)|hope (?:this|you"
    r"|that)|if you(?:'d|’d| would) like\b"
    r"|want me to\b|shall i\b|note:|notes?\b.{0,20}:|this (?:script|dialogue|scene|conversation|version)\b|i "
    r"can (?:also )?(?:make|adjust|add|write)\b"
    r"|enjoy[!.]|word count|(?:estimated |total )?(?:run ?time|duration|length)\b|made with\b|generated (?:by"
    r"|with)\b|sag (?:mir )?bescheid"
    r"|möchtest du|soll ich|dis-moi si|dites-moi si|j['’]espère que (?:ça|cela|ce)\b|souhaitez-vous|voulez-vous que|n['’]hésite|avísame|¿quieres que|¿te "
    r"gustaría|espero que"
    r"|me avise|quer que eu|gostaria que|дай(?:те)? знать|хотите,? чтобы|хочешь,? чтобы|надеюсь|如果你|希望[这你您]"
    r"|需要我|いかがでしょうか|ご希望"
    r"|원하시면|필요하시면|도움이 되|마음에 드)",
    re.IGNORECASE,
)
