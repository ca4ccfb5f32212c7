"""What a speaker's label says about the voice it wants: likely gender, and whether it narrates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Short on purpose: the commonest first names, titles and roles of the languages people write scripts in. A label that
# is not here has no gender and is cast for balance. Written folded: no case, no Latin accents.
_FEMALE_ROLES = """
    mother mom mum mommy mummy mama mamma grandmother grandma granny nana aunt auntie sister daughter wife widow bride
    niece girl woman lady female queen princess duchess countess baroness empress goddess witch nun nurse waitress
    actress hostess heroine maid stewardess policewoman businesswoman saleswoman girlfriend mrs ms miss madam madame
    ma'am dame she her
    mutter oma tante schwester tochter frau madchen konigin prinzessin hexe lehrerin arztin erzahlerin sprecherin
    mere maman soeur sœur fille femme reine princesse mademoiselle mme mlle grandmere sorciere narratrice
    madre abuela tia hermana hija mujer nina chica reina princesa senora senorita sra srta bruja doctora narradora
    mae avo irma filha mulher menina rainha princesa dona moca
    nonna zia sorella figlia donna ragazza regina principessa signora signorina strega narratrice
    moeder zus dochter vrouw meisje koningin mevrouw matka siostra corka kobieta pani krolowa
    мать мама бабушка тетя сестра дочь жена девочка девушка женщина королева принцесса госпожа ведьма
    μητερα κορη γυναικα βασιλισσα κυρια αδελφη γιαγια أم امرأة بنت ملكة سيدة أخت جدة אמא אישה ילדה מלכה גברת סבתא אחות
    anne kiz kadin kralice hanim abla माँ मां माता बहन बेटी रानी औरत लड़की दादी नानी
    엄마 어머니 할머니 여자 소녀 누나 언니 이모 여왕 공주 아내 딸 夫人 公主 太太
"""
_MALE_ROLES = """
    father dad daddy papa pa pop grandfather grandpa gramps uncle brother son husband widower groom nephew boy man
    gentleman male king prince duke count baron emperor god wizard monk priest waiter steward policeman
    businessman salesman boyfriend mr mister sir lord he him fireman butler knight
    vater opa onkel bruder sohn mann junge konig prinz herr zauberer lehrer arzt erzahler sprecher
    pere frere oncle fils homme garcon roi monsieur grandpere sorcier narrateur
    padre abuelo tio hermano hijo hombre nino chico rey principe senor sr don brujo narrador
    pai irmao filho homem menino rei senhor
    nonno zio fratello figlio uomo ragazzo re signor signore mago narratore
    vader broer zoon meneer koning ojciec brat syn mezczyzna pan krol
    отец папа дедушка дядя брат сын муж мальчик мужчина король принц господин царь
    πατερας γιος αντρας ανδρας βασιλιας κυριος αδελφος παππους أب رجل ولد ملك سيد أخ جد אבא איש ילד מלך אדון סבא אח
    baba erkek kral bey amca पिता भाई बेटा राजा आदमी लड़का दादा नाना
    아빠 아버지 할아버지 남자 소년 형 오빠 삼촌 왕 왕자 남편 아들 国王 王子 皇帝 丈夫
"""
_FEMALE_NAMES = """
    abby abigail ada adele agatha agnes aisha alice alina amanda amelia amina amy ana anastasia andrea angela anita ann
    anna annabel anne annie antonia ariel ashley astrid audrey ava barbara beatrice bella beth betty bianca brenda
    bridget camila camille carla carmen carol caroline catherine cecilia celine charlotte chiara chloe christina
    christine cinderella claire clara claudia cleopatra colette cora cynthia daisy daniela daphne deborah diana dolores
    donna doris dorothy edith eleanor elena elisa elise eliza elizabeth ella ellen elli elsa emily emma erica erin
    esmeralda esther eva eve evelyn fatima felicity fiona flora florence frances francesca freya gabriela gemma gina
    giulia gloria grace greta gretel gwen hanna hannah harriet hazel heather heidi helen helena helga hermione holly ida
    ingrid irene iris isabel isabella isla ivy jacqueline jane janet jasmine jean jeanne jennifer jenny jessica jill
    joan joanna josephine joy joyce judith judy julia julie juliet juliette kara karen kate katharina katherine kathy
    katie kayla kelly kim kira kirsten lara laura lauren layla lea leah leila lena leonie lila lily linda lisa liz lola
    lorelei lotte louise lucia lucy luisa luna lydia mabel madeleine maggie maja manon mara marcia margaret margot maria
    marie marina marion marta martha mary maryam matilda maya megan melanie melissa mia michelle mila mina miranda
    molly mona monica nadia nancy naomi natalia natalie natasha nicole nina nora noura odette olga olivia ophelia paige
    pamela patricia paula pauline peggy penelope petra phoebe pilar polly portia priya rachel rebecca rita rosa rosalind
    rose rosie roxane ruby ruth sabrina sally samantha sandra sara sarah scarlett selma serena shannon sharon sheila
    silvia simone sofia sonia sophia sophie stella stephanie susan susanne svetlana sylvia tamara tania tara tatiana
    teresa tess theresa tiffany tina titania ursula valentina valerie vanessa vera veronica victoria viola violet
    virginia vivian wendy wilma winnie yasmin yolanda yuki yumi zara zelda zoe sakura hanako meiling lakshmi
    анна мария елена ольга наташа наталья татьяна ирина катя екатерина светлана людмила марина дарья софья вера
    ελενη μαρια σοφια فاطمة مريم عائشة زينب ליאת שרה רחל רבקה 花子 さくら 桜 美咲 小红 小美 丽丽 지은 수지 영희 민지
"""
_MALE_NAMES = """
    aaron abdul abraham adam adrian ahmed akira alan albert alejandro alessandro alexander alfred ali anders andre
    andreas andrew andy angus anthony antoine antonio antoni arjun arnold arthur ben benedict benjamin bernard bert bill
    billy bob boris brad brandon brian bruce bruno callum carl carlos casper cedric charles charlie chris christian
    christopher claude claudius clyde colin craig cyrano damian dan daniel dave david dean dennis derek diego dieter
    dimitri dominic don donald doug duncan dylan eddie edgar edmund eduardo edward edwin emil enrico eric erik ernest
    ethan eugene evan felix ferdinand fernando finn francis francisco francois frank franz fred frederick fritz
    gabriel gareth gary gavin geoffrey george gerald giovanni glenn gordon graham greg gregory guido guillaume gunther
    gus gustav hamlet hank hans hansel harold harry hassan hector heinrich henri henry herbert hiroshi homer horatio
    howard hugh hugo ian ibrahim igor isaac ivan jack jacob jacques jake james jan jason javier jean-paul jeff jeremy
    jerry jim jimmy joaquin joe joel johann johannes john johnny jon jonas jonathan jorge jose josef joseph josh joshua
    juan jules julian julius jurgen justin karl keith ken kenji kenneth kevin klaus konrad kurt kyle lars laurence
    laurent lawrence lear lee leo leon leonard leonardo lewis liam linus logan lorenzo louis luc luca lucas luigi luis
    luke macbeth magnus malcolm marc marcel marco marcus mario mark markus martin marvin mateo mathieu matt matteo
    matthew maurice max maximilian mehmet michael michel miguel mike mikhail milo mohamed mohammed moritz moses mustafa
    nathan ned neil nicholas nick nicolas nigel nils noah norman oberon oliver omar oscar oskar othello otto owen pablo
    paolo patrick paul pavel pedro percy pete peter phil philip philippe pierre prospero rafael rajesh ralph ramon raul
    ravi ray raymond reginald rene ricardo richard rick rob robert roberto roger roland roman romeo ron ronald ross roy
    rudolf rufus russell ryan samuel sanjay santiago scott sean sebastian sergei seth shane sherlock shylock simon
    stan stefan stephen steve steven stuart sven takeshi taro ted teddy theo theodore thomas thorsten tim timothy tobias
    toby todd tom tommaso tommy tony travis trevor tristan tybalt tyler ulrich victor vikram vincent vincenzo vito
    vladimir walter warren watson wayne werner wilhelm will william winston wolfgang xavier yusuf zachary zeus
    александр алексей андрей борис виктор владимир дмитрий евгений иван игорь михаил никита николай олег павел петр
    саша миша сергей юрий γιωργος νικος γιαννης محمد أحمد علي خالد عمر יוסף דוד משה אברהם יעקב
    太郎 健太 大輔 小明 小刚 小王 민수 철수 영수 준호
"""
_NARRATOR_WORDS = """
    narrator narration narrating voiceover storyteller announcer erzahler erzahlerin sprecher sprecherin narrateur
    narratrice narrador narradora narratore verteller lektor рассказчик ведущий диктор автор αφηγητης راوي קריין
    anlatici ナレーター ナレーション 旁白 解说 내레이터 해설
"""
# Signs that say it inside a word of a script that puts no spaces between words.
_IDEOGRAPHS = "\u2e80"
_FEMALE_SIGNS = frozenset("女母妈媽娘姐妹婆奶姉妃嫂姨姑她妻媳")
_MALE_SIGNS = frozenset("男父爸爷爺兄弟叔伯哥他郎")

# Not \w, which leaves out the vowel signs of Devanagari and its kin.
_WORD = re.compile(r"[^\s\d_.,:;!?()\[\]{}/|*#&+\"“”„«»]+")
# "KING'S DAUGHTER" is about the daughter.
_OWNER = re.compile(r"\S+['’]s\s+(?=\S)", re.IGNORECASE)


def _fold(word: str) -> str:
    """No case, and no accents on letters that have any: "Señora" -> "senora"."""
    decomposed = unicodedata.normalize("NFD", word.casefold())
    bare = "".join(sign for sign in decomposed if not "\u0300" <= sign <= "\u036f")
    return unicodedata.normalize("NFC", bare)


def _table(female: str, male: str) -> dict[str, str]:
    table = {_fold(word): "male" for word in male.split()}
    table.update({_fold(word): "female" for word in female.split()})
    return table


_ROLES = _table(_FEMALE_ROLES, _MALE_ROLES)
_NAMES = _table(_FEMALE_NAMES, _MALE_NAMES)
_NARRATORS = frozenset(_fold(word) for word in _NARRATOR_WORDS.split())


def likely_gender(label: str) -> str:
    """ "female", "male" or "" for a speaker's label; titles and roles ("Mrs.", "KING") outweigh names."""
    words = _words(_OWNER.sub("", label))
    for table in (_ROLES, _NAMES):
        for word in words:
            if word in table:
                return table[word]
    return _by_signs(words)


def _by_signs(words: Iterable[str]) -> str:
    """For scripts that put no spaces between words: by a title at the end ("王夫人"), else by single signs."""
    for word in words:
        if word[-1] >= _IDEOGRAPHS and word[-2:] in _ROLES:
            return _ROLES[word[-2:]]
    signs = set().union(*words)
    if signs & _FEMALE_SIGNS:
        return "female"
    return "male" if signs & _MALE_SIGNS else ""


def narrates(label: str) -> bool:
    """Whether a label is what people call a narrator."""
    return any(word in _NARRATORS for word in _words(label))


def _words(label: str) -> list[str]:
    return [_fold(word) for word in _WORD.findall(unicodedata.normalize("NFKC", label))]
