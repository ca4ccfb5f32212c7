"""What chat programs add to messages when they are copied: marks of edits, media, calls, system lines."""

from __future__ import annotations

import re

from bot.script.wordlist import words

_EDITED = re.compile(
    r"\s*(?:[(（](?:edited|bearbeitet|modifié|editado|editada|изменено|ред\.|編集済み?|수정됨|편집됨|已编辑|已編輯)[)）]"
    r"|[<‎]+(?:This message was edited|Diese Nachricht wurde bearbeitet|Ce message a été modifié|Se editó "
    r"este mensaje\.?|Mensagem editada"
    r"|Сообщение изменено|此消息已编辑|이 메시지가 편집되었습니다|このメッセージは編集されました)>)\s*$",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"^(?:<[^<>]{0,20}(?:omitted|weggelassen|ausgeschlossen|omis|omitido|ocult[ao]|omitid[ao]|медиафайл|媒体|多媒體|多媒体|省略|メディア|미디어|Media)"
    r"[^<>]{0,40}>"
    r"|(?:image|video|audio|sticker|gif|document|contact card|voice message|foto|bild|videos?|sticker|imagen"
    r"|vídeo|imagem|figurinha|документ"
    r"|изображение|видео|аудио|стикер|画像|動画|音声|スタンプ|이미지|동영상|스티커|图片|图像|视频|音频|贴图)"
    r"(?:\s(?:omitted|weggelassen|ausgelassen|absente?|omis|omitid[ao]|ocultad[ao]|отсутствует|省略されました|は含まれていません|생략됨|已忽略|已省略))?"
    r"|(?:图像|图片|音频|视频|贴图|文件|联系人名片|GIF\s?动态图)(?:已忽略|已被忽略|已省略)"
    r"|[\w ]{2,30}\s(?:omitted|weggelassen|ausgelassen|absente?|omis|omitid[ao]|ocultad[ao]|отсутствует|пропущено?)"
    r"|(?:photo|attachment|file|reply|new|add reaction|click to react|reacted|forwarded|pinned|bot|app|op"
    r"|verified_?(?:app|bot)?|tenor"
    r"|animation|poll|location|live location|voice call|missed (?:voice|video) call|profile picture|avatar|user avatar"
    r"|📷 photo|🎥 video|anhang|fichier|pièce jointe|archivo adjunto|anexo|вложение|фото|фотография|голосовое сообщение"
    r"|添付ファイル|첨부 파일|사진|附件|写真|照片)"
    r"|(?:in reply to|forwarded from|weitergeleitet von|en réponse à|transféré de|reenviado de|encaminhad[ao] "
    r"de|переслано от|в ответ на)\b.{0,80}"
    r"|(?:this message was deleted|you deleted this message|deleted message|diese nachricht wurde gelöscht|ce "
    r"message a été supprimé"
    r"|se eliminó este mensaje|eliminaste este mensaje|mensagem apagada|essa mensagem foi apagada|сообщение "
    r"удалено|данное сообщение удалено"
    r"|此消息已删除|消息已删除|このメッセージは削除されました|삭제된 메시지입니다)\.?"
    r"|(?:messages and calls are end-to-end encrypted|nachrichten und anrufe sind ende-zu-ende|les messages "
    r"et les appels sont chiffrés"
    r"|los mensajes y las llamadas están cifrados|as mensagens e (?:as )?(?:chamadas|ligações) são protegidas"
    r"|сообщения и звонки защищены).{0,200}"
    r"|.{1,60}\b(?:pinned a message to this channel|started a thread|joined the (?:server|party|group)|just "
    r"(?:landed|joined|showed up)).{0,80}"
    r"|\d{1,3}\s+repl(?:y|ies)|[👍❤😂🎉🔥🙏😮😢👏✅]️?\s?\d{0,3}|:\w{2,30}:(?:\s*\d{1,3})?)$",
    re.IGNORECASE,
)
_LINK = re.compile(r"^<?https?://\S{3,2000}>?$")
_SITES = words(
    "youtube twitter x spotify github reddit twitch instagram tiktok wikipedia medium steam soundcloud "
    "facebook imdb amazon vimeo bandcamp"
)


def unedited(text: str) -> str:
    """A message without its mark of having been edited."""
    return _EDITED.sub("", text) if text[-1:] in ")>）" else text


def residue(text: str) -> bool:
    """Whether a whole line was written by a program, not by a person."""
    return len(text) <= 300 and bool(_WHOLE.match(text) or (text[:1] == "[" and _WHOLE.match(text.strip("[] "))))


def link(text: str) -> bool:
    """Whether a line is only a link."""
    return bool(_LINK.match(text))


def site(text: str) -> bool:
    """Whether a line is the name of a site, as a link's preview begins."""
    return text.casefold() in _SITES
