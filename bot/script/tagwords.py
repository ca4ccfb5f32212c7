"""The field's common delivery tags, and what people write for them in nine languages."""

from __future__ import annotations

# Canonical name: other spellings, separated by commas. English forms are the bare stem's relatives; then zh, ja, ko,
# de, fr, es, pt, ru. Canonical names are those that speech providers print in their own lists.
WORDS: dict[str, str] = {
    "excited": (
        "excitedly, exciting, enthusiastic, enthusiastically, eager, eagerly, thrilled, energetic, hyped, "
        "兴奋, 激动, 興奮, 興奮して, ワクワク, 신나서, 신난, 흥분, 흥분해서, 흥분하며, aufgeregt, begeistert, "
        "excité, excitée, enthousiaste, emocionado, emocionada, entusiasmado, entusiasmada, animado, animada, "
        "empolgado, empolgada, взволнованно, восторженно, с восторгом"
    ),
    "happy": (
        "happily, cheerful, cheerfully, joyful, joyfully, glad, smiling, smiles, delighted, warmly, warm, "
        "bright, 开心, 高兴, 快乐, 微笑, 笑着说, 嬉しい, 嬉しそうに, 楽しそうに, 微笑んで, 기쁘게, 행복하게, "
        "즐겁게, 웃으며, fröhlich, glücklich, freudig, lächelnd, lächelt, joyeux, joyeuse, heureux, heureuse, "
        "souriant, souriante, sourit, feliz, alegre, contento, contenta, sonriendo, sonríe, contente, "
        "sorrindo, sorri, alegremente, радостно, весело, счастливо, улыбаясь, улыбается"
    ),
    "sad": (
        "sadly, sorrowful, sorrowfully, unhappy, melancholy, heartbroken, mournful, depressed, dejected, "
        "somber, 悲伤, 难过, 伤心, 悲哀, 悲しい, 悲しそうに, 悲しげに, 슬프게, 슬픈, 슬퍼하며, traurig, "
        "betrübt, triste, tristement, tristemente, грустно, печально, с грустью"
    ),
    "angry": (
        "angrily, anger, mad, furious, furiously, annoyed, irritated, enraged, frustrated, outraged, 生气, "
        "愤怒, 恼火, 怒气冲冲, 怒って, 怒り, 怒った, 화나서, 화난, 화내며, 화가 나서, wütend, zornig, "
        "verärgert, sauer, en colère, fâché, fâchée, furieux, furieuse, énervé, énervée, enfadado, enfadada, "
        "enojado, enojada, furioso, furiosa, zangado, zangada, bravo, brava, irritado, irritada, сердито, "
        "злобно, гневно, зло, раздражённо, раздраженно"
    ),
    "shouts": (
        "shout, shouting, shouted, yells, yell, yelling, screams, scream, screaming, loudly shouting, bellows, "
        "hollers, exclaims, 大喊, 喊, 喊叫, 吼, 大叫, 尖叫, 叫んで, 叫ぶ, 叫びながら, 大声で, 怒鳴って, "
        "소리치며, 외치며, 소리 지르며, 고함, schreit, schreiend, ruft, rufend, brüllt, crie, criant, "
        "en criant, hurle, hurlant, gritando, grita, a gritos, aos gritos, berrando, кричит, крича, "
        "кричит громко, вопит, орёт, орет"
    ),
    "whispers": (
        "whisper, whispering, whispered, in a whisper, hushed, under breath, under his breath, "
        "under her breath, sotto voce, murmurs, murmuring, 低语, 小声, 悄声, 耳语, 轻声, 悄悄地, 囁いて, "
        "ささやく, ささやいて, 囁く, 小声で, ひそひそ, 속삭이며, 속삭임, 귓속말, 속삭이듯, flüstert, "
        "flüsternd, flüstern, leise flüsternd, chuchote, chuchotant, en chuchotant, murmure, à voix basse, "
        "susurra, susurrando, en voz baja, murmurando, sussurra, sussurrando, em voz baixa, шёпотом, шепотом, "
        "шепчет, тихо шепчет"
    ),
    "laughs": (
        "laugh, laughing, laughter, laughed, laughingly, giggles, giggle, giggling, cackles, cackling, lol, "
        "haha, 笑, 大笑, 笑着, 哈哈, 笑う, 笑って, 笑い, 笑いながら, (笑), 爆笑, 웃음, 웃으면서, 웃는다, 하하, "
        "lacht, lachend, lachen, kichert, rit, riant, rire, rires, en riant, éclate de rire, ríe, riendo, "
        "risas, se ríe, ri, rindo, risos, rindo muito, смеётся, смеется, смеясь, смех, со смехом, хихикает"
    ),
    "chuckles": (
        "chuckle, chuckling, snickers, snicker, smirks, smirk, smirking, 轻笑, 偷笑, 窃笑, くすくす, クスクス, "
        "ニヤリ, 킥킥, 피식, 낄낄, schmunzelt, schmunzelnd, glousse, ricane, ricanant, se ríe entre dientes, "
        "risita, risinho, dá uma risadinha, усмехается, усмехаясь, посмеивается"
    ),
    "sighs": (
        "sigh, sighing, sighed, with a sigh, exhales, exhale, 叹气, 叹息, 嘆息, 叹了口气, ため息, "
        "ため息をつく, ため息をついて, 溜め息, 한숨, 한숨 쉬며, 한숨을 쉬며, seufzt, seufzend, seufzen, "
        "soupire, soupir, soupirant, en soupirant, suspira, suspirando, suspiro, вздыхает, вздох, вздыхая, "
        "со вздохом"
    ),
    "cries": (
        "cry, crying, sobs, sob, sobbing, weeps, weeping, tearful, tearfully, in tears, through tears, "
        "sniffles, sniffs, 哭, 哭泣, 哭着, 抽泣, 泣いて, 泣く, 泣きながら, 涙ながらに, 울며, 울면서, 흐느끼며, "
        "weint, weinend, schluchzt, schluchzend, pleure, pleurant, en pleurs, en pleurant, sanglote, llora, "
        "llorando, entre lágrimas, chora, chorando, soluçando, плачет, плача, рыдает, сквозь слёзы, "
        "сквозь слезы, всхлипывает"
    ),
    "gasps": (
        "gasp, gasping, gasped, out of breath, breathless, breathlessly, panting, pants, 倒吸一口气, 喘气, "
        "喘息, 惊呼, 息を呑む, 息をのむ, 息を切らして, ハッと, 헐떡이며, 숨을 헐떡이며, keucht, keuchend, "
        "schnappt nach luft, halète, haletant, essoufflé, jadea, jadeando, sin aliento, ofegante, ofega, "
        "arfando, ахает, задыхаясь, тяжело дыша"
    ),
    "clears throat": (
        "clear throat, clearing throat, clears his throat, clears her throat, clears their throat, ahem, "
        "清嗓子, 清了清嗓子, 清清嗓子, 咳払い, 咳払いをする, 헛기침, 목을 가다듬으며, räuspert sich, räuspern, "
        "se racle la gorge, se éclaircit la voix, s'éclaircit la voix, carraspea, se aclara la garganta, "
        "pigarreia, pigarro, limpa a garganta, откашливается, прочищает горло, прокашливается"
    ),
    "coughs": (
        "cough, coughing, 咳嗽, 咳, 咳き込む, 기침, 기침하며, hustet, hustend, tousse, toussant, tose, "
        "tosiendo, tosse, tossindo, кашляет, кашляя, кашель"
    ),
    "yawns": (
        "yawn, yawning, 打哈欠, 哈欠, あくび, あくびをして, 하품, 하품하며, gähnt, gähnend, bâille, bosteza, "
        "bostezando, boceja, bocejando, зевает, зевая"
    ),
    "inhales": (
        "inhale, inhales deeply, breathes in, deep breath, takes a deep breath, breathes, breath, 深呼吸, "
        "吸气, 息を吸う, 심호흡, 숨을 들이쉬며, atmet ein, atmet tief ein, inspire, inspire profondément, "
        "inspira, respira hondo, respira fundo, вдыхает, глубокий вдох"
    ),
    "groans": (
        "groan, groaning, moans, moan, grunts, grunt, 呻吟, うめく, うめき声, 신음, 끙, stöhnt, stöhnend, "
        "ächzt, gémit, grogne, gime, gruñe, geme, gemendo, grunhe, стонет, ворчит"
    ),
    "sarcastic": (
        "sarcastically, sarcasm, ironic, ironically, mocking, mockingly, dry, drily, dryly, deadpan, 讽刺, "
        "讥讽, 嘲讽, 嘲笑, 皮肉, 皮肉っぽく, 嫌味, 비꼬며, 빈정대며, 비꼬듯, sarkastisch, ironisch, spöttisch, "
        "trocken, sarcastique, ironique, moqueur, moqueuse, sarcástico, sarcástica, irónico, irónica, irônico, "
        "irônica, burlón, сарказм, саркастично, с сарказмом, иронично, с иронией, насмешливо"
    ),
    "nervous": (
        "nervously, anxious, anxiously, worried, worriedly, uneasy, tense, hesitant, hesitantly, hesitates, "
        "stammering, stammers, stuttering, 紧张, 焦虑, 担心, 不安, 犹豫, 緊張, 緊張して, 不安そうに, "
        "心配そうに, 긴장하며, 긴장해서, 불안하게, 초조하게, nervös, ängstlich besorgt, besorgt, unsicher, "
        "zögernd, nerveux, nerveuse, nerveusement, inquiet, inquiète, hésitant, hésitante, nervioso, nerviosa, "
        "preocupado, preocupada, ansioso, ansiosa, nervosamente, nervoso, nervosa, nerviosamente, нервно, "
        "нервничая, взволнованный, обеспокоенно, тревожно, неуверенно"
    ),
    "scared": (
        "afraid, frightened, fearful, fearfully, terrified, fear, trembling, panicked, panicking, horrified, "
        "害怕, 恐惧, 惊恐, 颤抖, 怖がって, 怯えて, 恐る恐る, 震えながら, 무서워하며, 겁에 질려, 두려워하며, "
        "떨며, ängstlich, verängstigt, erschrocken, panisch, zitternd, effrayé, effrayée, terrifié, terrifiée, "
        "apeuré, paniqué, asustado, asustada, aterrorizado, aterrorizada, con miedo, assustado, assustada, "
        "com medo, apavorado, испуганно, со страхом, в страхе, дрожа, в ужасе"
    ),
    "surprised": (
        "surprise, astonished, amazed, shocked, startled, stunned, in disbelief, incredulous, incredulously, "
        "惊讶, 吃惊, 震惊, 惊奇, 驚いて, 驚き, びっくりして, 놀라서, 놀라며, 놀란, 깜짝 놀라며, überrascht, "
        "erstaunt, schockiert, verblüfft, surpris, étonné, étonnée, choqué, choquée, sorprendido, sorprendida, "
        "asombrado, asombrada, surpreso, surpresa, espantado, chocado, удивлённо, удивленно, с удивлением, "
        "поражённо, пораженно, изумлённо, изумленно"
    ),
    "calm": (
        "calmly, relaxed, soothing, soothingly, peaceful, reassuring, reassuringly, composed, 平静, 冷静, "
        "镇定, 落ち着いて, 穏やかに, 静かに落ち着いて, 冷静に, 차분하게, 침착하게, 담담하게, ruhig, gelassen, "
        "beruhigend, calme, calmement, posé, apaisant, tranquilo, tranquila, con calma, calmado, calmada, "
        "calmo, calma, sereno, serena, com calma, спокойно, успокаивающе"
    ),
    "tired": (
        "tiredly, exhausted, weary, wearily, sleepy, sleepily, drowsy, 疲惫, 疲倦, 累, 困倦, 疲れて, 疲れた, "
        "眠そうに, 疲れた声で, 피곤하게, 지쳐서, 지친, 졸린, müde, erschöpft, schläfrig, fatigué, fatiguée, "
        "épuisé, épuisée, las, cansado, cansada, agotado, agotada, exausto, exausta, sonolento, устало, "
        "утомлённо, утомленно, сонно"
    ),
    "bored": (
        "boredom, unimpressed, indifferent, indifferently, uninterested, monotone, flat, 无聊, 厌倦, 冷淡, "
        "退屈, 退屈そうに, 지루하게, 심드렁하게, 무심하게, gelangweilt, gleichgültig, ennuyé, ennuyée, blasé, "
        "indifférent, aburrido, aburrida, indiferente, entediado, entediada, скучающе, со скукой, равнодушно, "
        "безразлично"
    ),
    "serious": (
        "seriously, stern, sternly, grave, gravely, solemn, solemnly, firm, firmly, formal, 严肃, 认真, 郑重, "
        "真剣に, 真面目に, 厳しく, 厳粛に, 진지하게, 심각하게, 단호하게, ernst, ernsthaft, streng, bestimmt, "
        "sérieux, sérieuse, sérieusement, sévère, ferme, serio, seria, seriamente, en serio, firme, sério, "
        "séria, severo, серьёзно, серьезно, строго, твёрдо, твердо"
    ),
    "curious": (
        "curiously, inquisitive, intrigued, interested, questioning, wondering, puzzled, confused, 好奇, 疑惑, "
        "困惑, 好奇心, 興味津々, 不思議そうに, 困惑して, 궁금하게, 궁금해하며, 의아하게, 호기심, neugierig, "
        "fragend, verwirrt, interessiert, curieux, curieuse, intrigué, intriguée, perplexe, confus, curioso, "
        "curiosa, intrigado, intrigada, confundido, confundida, confuso, confusa, с любопытством, любопытно, "
        "заинтересованно, растерянно, озадаченно"
    ),
    "mischievous": (
        "mischievously, playful, playfully, teasing, teasingly, sly, slyly, cheeky, flirty, flirtatious, "
        "winks, 调皮, 顽皮, 俏皮, 狡黠, いたずらっぽく, からかって, 茶目っ気, 장난스럽게, 짓궂게, 놀리며, "
        "schelmisch, verschmitzt, neckend, verspielt, espiègle, malicieux, malicieuse, taquin, taquine, "
        "joueur, travieso, traviesa, pícaro, pícara, juguetón, travesso, travessa, brincalhão, maroto, игриво, "
        "озорно, лукаво, поддразнивая"
    ),
    "proud": (
        "proudly, confident, confidently, triumphant, triumphantly, smug, smugly, boastful, 骄傲, 自豪, 自信, "
        "得意, 誇らしげに, 得意げに, 自信満々に, 자랑스럽게, 당당하게, 자신 있게, stolz, selbstbewusst, "
        "triumphierend, fier, fière, fièrement, confiant, confiante, orgulloso, orgullosa, con orgullo, "
        "seguro, orgulhoso, orgulhosa, confiança, гордо, с гордостью, уверенно"
    ),
    "dramatic": (
        "dramatically, theatrical, theatrically, ominous, ominously, mysterious, mysteriously, epic, 戏剧性, "
        "神秘, 夸张, 劇的に, 芝居がかって, 神秘的に, 극적으로, 신비롭게, dramatisch, geheimnisvoll, "
        "theatralisch, dramatique, mystérieux, mystérieuse, théâtral, dramático, dramática, misterioso, "
        "misteriosa, dramaticamente, драматично, загадочно, театрально"
    ),
    "gentle": (
        "gently, tender, tenderly, kind, kindly, loving, lovingly, sympathetic, compassionate, 温柔, 柔和, "
        "亲切, 優しく, やさしく, 優しい, 다정하게, 부드럽게, 상냥하게, sanft, zärtlich, freundlich, liebevoll, "
        "doux, douce, doucement, tendrement, tendre, tierno, tierna, con ternura, amable, dulce, dulcemente, "
        "gentil, carinhoso, carinhosa, ternamente, com ternura, нежно, ласково, мягко, с нежностью"
    ),
    "embarrassed": (
        "embarrassedly, shy, shyly, sheepish, sheepishly, awkward, awkwardly, ashamed, bashful, 尴尬, 害羞, "
        "不好意思, 恥ずかしそうに, 照れて, 照れながら, 気まずそうに, 부끄러워하며, 쑥스럽게, 민망하게, "
        "verlegen, schüchtern, beschämt, gêné, gênée, timide, timidement, embarrassé, embarrassée, "
        "avergonzado, avergonzada, tímido, tímida, tímidamente, envergonhado, envergonhada, timidamente, "
        "смущённо, смущенно, застенчиво, стыдливо"
    ),
    "disgusted": (
        "disgust, disgustedly, grossed out, contemptuous, scoffs, scoff, scoffing, 厌恶, 恶心, 鄙视, 嫌そうに, "
        "うんざりして, 역겹게, 혐오스럽게, 경멸하며, angewidert, angeekelt, verächtlich, dégoûté, dégoûtée, "
        "méprisant, asqueado, asqueada, con asco, com nojo, с отвращением, презрительно, брезгливо"
    ),
    "urgent": (
        "urgently, hurried, hurriedly, frantic, frantically, desperate, desperately, pleading, begging, 急切, "
        "焦急, 紧急, 急いで, 慌てて, 焦って, 必死に, 다급하게, 급하게, 절박하게, dringend, hastig, "
        "verzweifelt, eilig, urgence, pressant, désespéré, désespérée, paniquée, urgente, con urgencia, "
        "desesperado, desesperada, apressado, apressada, com urgência, срочно, торопливо, в отчаянии, "
        "отчаянно"
    ),
    "sings": (
        "sing, singing, sung, sing-song, singsong, humming, hums, 唱, 唱歌, 唱着, 哼唱, 歌う, 歌って, "
        "歌いながら, 노래하며, 노래, 흥얼거리며, singt, singend, summt, chante, chantant, en chantant, "
        "fredonne, canta, cantando, cantarolando, tarareando, поёт, поет, напевает, напевая"
    ),
    "slow": (
        "slowly, slower, drawn out, 慢, 慢慢地, 缓慢, 慢速, ゆっくり, ゆっくりと, 천천히, 느리게, langsam, "
        "lent, lente, lentement, lento, lenta, despacio, lentamente, devagar, медленно, неторопливо"
    ),
    "fast": (
        "quickly, quick, faster, rapid, rapidly, rushed, rushing, 快, 快速, 飞快, 速く, 早口, 早口で, 빠르게, "
        "빨리, schnell, rasch, vite, rapide, rapidement, rápido, rápida, deprisa, rápidamente, depressa, "
        "rapidamente, быстро, скороговоркой"
    ),
    "quiet": (
        "quietly, soft, softly, low, low voice, in a low voice, faintly, muttering, mutters, mumbles, "
        "mumbling, 安静, 低声, 轻轻, 静かに, 低い声で, つぶやく, つぶやいて, 조용히, 작게, 나지막이, "
        "중얼거리며, leise, still, murmelt, murmelnd, gedämpft, bas, tout bas, marmonne, bajo, bajito, "
        "en silencio, murmura, baixo, baixinho, resmungando, тихо, негромко, вполголоса, бормочет"
    ),
    "loud": (
        "loudly, louder, booming, projecting, 大声, 响亮, 大きな声で, 声を張って, 크게, 큰 소리로, 큰소리로, "
        "laut, lautstark, fort, à voix haute, haut, alto, en voz alta, fuerte, em voz alta, громко, "
        "во весь голос"
    ),
}

# What stands nearest to a tag in the voice, best first: for a provider that lacks it.
NEAREST: dict[str, tuple[str, ...]] = {
    "excited": ("happy", "surprised", "loud", "fast"),
    "happy": ("excited", "laughs", "gentle"),
    "sad": ("cries", "sighs", "tired", "quiet", "slow"),
    "angry": ("shouts", "serious", "loud", "disgusted"),
    "shouts": ("angry", "loud", "excited"),
    "whispers": ("quiet", "gentle", "calm"),
    "laughs": ("chuckles", "happy", "excited"),
    "chuckles": ("laughs", "mischievous", "happy"),
    "sighs": ("tired", "sad", "bored"),
    "cries": ("sad",),
    "gasps": ("surprised", "scared", "inhales"),
    "clears throat": ("coughs",),
    "coughs": ("clears throat",),
    "yawns": ("tired", "sighs", "bored"),
    "inhales": ("sighs", "gasps"),
    "groans": ("sighs", "tired"),
    "sarcastic": ("mischievous", "bored"),
    "nervous": ("scared", "embarrassed", "urgent"),
    "scared": ("nervous", "gasps", "urgent"),
    "surprised": ("gasps", "excited", "curious"),
    "calm": ("gentle", "serious", "quiet", "slow"),
    "tired": ("sighs", "bored", "slow", "quiet"),
    "bored": ("tired", "sighs", "calm", "slow"),
    "serious": ("calm", "dramatic"),
    "curious": ("surprised", "excited"),
    "mischievous": ("sarcastic", "chuckles", "happy"),
    "proud": ("happy", "excited", "serious"),
    "dramatic": ("serious", "excited", "slow"),
    "gentle": ("calm", "quiet", "whispers", "happy"),
    "embarrassed": ("nervous", "quiet"),
    "disgusted": ("angry", "groans", "sarcastic"),
    "urgent": ("nervous", "fast", "excited", "scared"),
    "sings": ("happy",),
    "slow": ("calm",),
    "fast": ("excited", "urgent"),
    "quiet": ("whispers", "calm", "gentle"),
    "loud": ("shouts", "excited"),
}
