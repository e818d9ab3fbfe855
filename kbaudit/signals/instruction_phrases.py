"""How instructions to a model are worded, in English, German, French and Spanish.

A plain phrase gives itself away at the beginning of a sentence. A vague one may also be meant for people.
"""

from __future__ import annotations

import re
from typing import Final

from kbaudit.signals.instruction_parts import (
    ANY,
    DEED,
    EARLIER,
    GREETING,
    IA,
    IA_ES,
    MACHINE,
    MASCHINE,
    ORDERS,
    TALK,
    Phrase,
    pattern,
    roots,
)

PHRASES: Final = (
    Phrase(
        "overrides the instructions given before",
        roots("ignor;disregard;forget;override;bypass;vergiss;vergessen sie;oubli;olvid;haz caso;hagan caso"),
        pattern(
            rf"(?:ignore|disregard|forget|override|bypass)\s{ANY}{EARLIER}\s(?:(?:and|or|system|user|safety"
            rf"|given)\s){{0,3}}{ORDERS}\b",
            rf"(?:ignore|disregard|forget)\s(?:all\s|any\s|your\s|the\s){{1,2}}{ORDERS}\s(?:above|before|so far"
            rf"|(?:that\s)?(?:you\s)?(?:have\s|were\s|been\s){{0,2}}given)",
            rf"(?:ignore|disregard|forget)\s(?:(?:all|everything|of|the)\s){{0,3}}(?:above|previous|foregoing)(?:,"
            rf"|\sand|;|\.|:)\s{DEED}\b",
            r"(?:ignore|disregard|forget)\s(?:all|everything|anything)\s(?:that\s)?(?:you\s(?:were|have been|know"
            r"|learned)|(?:written |said |stated )?(?:above|before))",
            r"(?:ignorier(?:e|en Sie)?|vergiss|vergessen Sie)\s(?:(?:alle|die|deine|Ihre|sämtliche|aller|all)\s){0,3}"
            r"(?:vorherigen|bisherigen|vorigen|obigen|früheren|vorangegangenen|vorstehenden|vorausgehenden"
            r"|ursprünglichen)\s(?:\w+\s)?"
            r"(?:Anweisungen|Instruktionen|Befehle|Vorgaben|Regeln|Prompts?|System\w+|Anordnungen|Richtlinien)",
            r"(?:ignore[zr]?|oublie[zr]?)\s(?:(?:toutes?|tous|les|vos|tes|des|ces)\s){0,3}(?:instructions?|consignes?"
            r"|directives?|ordres?|règles|prompts?)"
            r"\s(?:qui\s)?(?:\w+\s){0,2}?(?:précédent|antérieur|ci-dessus|préalable|reçue|initiale)",
            r"(?:ignore[zr]?|oublie[zr]?)\s(?:(?:toutes?|tous|les|vos|tes)\s){0,3}(?:précédente?s"
            r"|anciennes)\s(?:instructions|consignes|directives|règles)",
            r"(?:ignor[ae]n?|olvid[ae]n?|haz caso omiso (?:de|a)|hagan? caso omiso (?:de|a))\s(?:(?:todas?|todos|las"
            r"|los|tus|sus|a|de)\s){0,4}"
            r"(?:(?:instrucciones|órdenes|indicaciones|reglas|directrices|prompts?)\s(?:\w+\s){0,2}?(?:anterior|previ"
            r"|de arriba|recibid|inicial|precedente)"
            r"|anteriores (?:instrucciones|órdenes|indicaciones|reglas))",
        ),
    ),
    Phrase(
        "gives a model another role",
        roots("you are now;du bist;sie sind;tu es;vous êtes;ahora eres;eres ahora"),
        pattern(
            rf"you are now (?:an? |the |in |called |acting as |going to (?:be|act as) )[^.\n]{{0,50}}\b(?:{MACHINE}"
            rf"|assistant|jail\w+|unrestricted|unfiltered|uncensored|DAN)\b",
            r"you are now DAN\b",
            rf"du bist (?:jetzt|nun|ab sofort|ab jetzt)\s[^.\n]{{0,50}}\b(?:{MASCHINE}|\w*assistent\w*"
            rf"|uneingeschränkt\w*|unzensiert\w*|DAN)\b",
            rf"Sie sind (?:jetzt|nun|ab sofort)\s[^.\n]{{0,50}}\b{MASCHINE}\b",
            rf"(?:tu es|vous êtes) (?:maintenant|désormais)\s[^.\n]{{0,50}}\b(?:{IA}|assistant|sans (?:restriction"
            rf"|filtre|limite)s?|DAN)\b",
            rf"(?:ahora eres|eres ahora)\s[^.\n]{{0,50}}\b(?:{IA_ES}|asistente|sin (?:restricciones|filtros|límites)"
            rf"|DAN)\b",
        ),
    ),
    Phrase(
        "tells a model what it must do",
        roots(
            "an ai;language model;an llm;chatbot;sprachmodell;als ki;eine ki;de langage;tant qu;si tu es;"
            "de lenguaje;como ia;como una ia;si eres"
        ),
        pattern(
            rf"as an? {MACHINE}(?:,| language model| assistant| agent){{0,2}},? you (?:must|should|will|shall"
            rf"|have to|need to|are (?:required|instructed|to|not)|may not|can ?not)\b",
            rf"(?:if|when|since|because) you(?: are|['’]re) an? {MACHINE}\b(?!s? (?:user|developer|engineer"
            rf"|researcher|company|vendor|team|provider))",
            rf"you are an? {MACHINE}(?: \w+){{0,3}}[.,;]? (?:and |who |that )?(?:you )?(?:must|always|never"
            rf"|will always|will never)\b",
            rf"als {MASCHINE}\s(?:musst|sollst|darfst|wirst|müssen|sollen|dürfen|werden) (?:du|Sie)\b",
            rf"(?:wenn|falls|da) (?:du|Sie) (?:ein|eine) {MASCHINE} (?:bist|sind)",
            rf"en tant (?:que |qu['’])(?:une? )?{IA}[^.\n]{{0,20}}\b(?:tu (?:dois|devras)|vous (?:devez|devrez)"
            rf"|ne \w+ jamais)",
            rf"si (?:tu es|vous êtes) une? {IA}",
            rf"como (?:una? )?{IA_ES}[^.\n]{{0,20}}\b(?:debes?|tienes que|deberás|nunca)\b",
            rf"si eres una? {IA_ES}",
        ),
        lead=40,
    ),
    Phrase(
        "poses as a system prompt",
        roots(
            "system prompt;system message;system:;system];system-prompt;systemprompt;instruction;"
            "neue anweisung;nuevas instrucciones"
        ),
        pattern(
            r"(?<![\w-])(?:(?:new |updated |hidden )?system[ -]?(?:prompt|message|instructions?)"
            r"|\[?system\]?)\s?[:\]]{1,2}\s{1,4}[\"'“]?(?:you (?:are|must|will|should)|your|ignore|from now on|always"
            r"|never|respond|answer|act|disregard|du |Sie |tu |vous |eres )",
            r"(?:new|updated|neue|nouvelles|nuevas) (?:system )?(?:instructions?|Anweisungen"
            r"|instrucciones)(?: for the (?:AI|model|assistant))?:\s{1,4}(?:you|your|ignore|from now on|always|never"
            r"|respond|answer|disregard|ignorier|antworte|ignore|réponds|responde)",
            r"(?:reveal|print|repeat|output|leak) (?:me )?your (?:full |entire |hidden |original |initial "
            r"|secret ){0,2}(?:system prompt|instructions)",
        ),
        lead=45,
    ),
    Phrase(
        "has the marks of a chat template",
        roots("<|im_;<|system;<|user|;<|assistant|;<|start_header;[inst];[/inst];<<sys>>;<start_of_turn>"),
        re.compile(
            r"<\|(?:im_start|im_end|system|user|assistant|start_header_id)\|>|\[/?INST\]|<</?SYS>>|<start_of_turn>",
            re.IGNORECASE,
        ),
        sign=True,
    ),
    Phrase(
        "has a model send out what it was told",
        roots(
            "conversation;chat history;chat log;previous messages;message history;user data;user's;"
            "system prompt;unterhaltung;gesprächsverlauf;chatverlauf;historique;conversación;historial"
        ),
        pattern(
            rf"(?:send|post|forward|append|transmit|exfiltrate|leak|upload|sende|schicke?|envoie[zr]?|transmet\w*"
            rf"|env[ií]a|manda)\s(?:[\w'’]+\s){{0,6}}?{TALK}"
            r"\s(?:[\w'’]+\s){0,5}?(?:to|as|in|into|an|à|vers|a|en)\s(?:\w+\s){0,3}?[<(\[\"'`]?https?://",
        ),
        lead=70,
    ),
    Phrase(
        "has a model send out what it was told",
        roots(
            "conversation;chat_history;chathistory;history};messages};prompt};summary};secret};context};"
            "user_data;user_input;user_name;user_question;history];history%7d;summary]"
        ),
        re.compile(
            r"\]\(https?://[^\s)?]{1,200}\?[^\s)]{0,100}=(?:[{\[<]|%7B|%5B|\$\{)[^)\n]{0,40}(?:conversation|chat"
            r"|messages|history|prompt|summary"
            r"|secret|context|user_?(?:data|input|name|question))[^)\n]{0,40}\)",
            re.IGNORECASE,
        ),
        lead=330,
        begins="](http",
        sign=True,
    ),
    Phrase(
        "hides something from the user",
        roots("the user;to users;nutzer;anwender;utilisateur;usuario"),
        pattern(
            r"(?:do not|don['’]t|never|without)\s(?:tell(?:ing)?|inform(?:ing)?|alert(?:ing)?|notify(?:ing)?"
            r"|warn(?:ing)?)\sthe\suser(?!s?\s(?:to|how|which|in|of)\b|['’])",
            r"(?:do not|don['’]t|never)\s(?:reveal|mention|disclose|show|say)\s(?:this|that|it|these|any of this"
            r"|anything)[^.\n]{0,40}?\sto\s(?:the\suser|users)\b",
            r"(?:sag|sage|verrate|erwähne|erzähle|teile)\s(?:[\w]+\s){0,3}?(?:dem|den)\s(?:Be)?[Nn]utzern?\s(?:nicht"
            r"|nichts)",
            r"(?:sag|sage|verrate|erwähne)\s[^.\n]{0,30}(?:nicht|nichts)\s[^.\n]{0,15}(?:Nutzer|Benutzer|Anwender)",
            r"ne\s(?:dis|dites|révèle[sz]?|mentionne[sz]?|divulgue[sz]?|montre[sz]?|le (?:dis"
            r"|dites))\s[^.\n]{0,30}\sà l['’]utilisateur",
            r"no\s(?:le\s|se lo\s)?(?:digas?|reveles?|menciones?|muestres?|cuentes?)\s[^.\n]{0,30}\sal usuario",
        ),
        lead=90,
        vague=True,
    ),
    Phrase(
        "dictates an answer",
        roots("asked;asks;gefragt;fragen zu;fragen nach;demande;interroge;pregunt"),
        pattern(
            r"(?:when|if|whenever)\s(?:[\w']+\s){0,4}?(?:asked|asks?)\s(?:you\s)?(?:about|for|whether|if|which|what"
            r"|who|how|why|to)\b[^.\n]{1,120}?[,:]?\s(?:you\s)?"
            r"(?:(?:always|only|simply|just|must|should|please)\s){0,2}(?:answer|reply|respond|say|recommend|state"
            r"|claim|tell them|tell the user|output)\b",
            r"(?:wenn|falls|sobald)\s[^.\n]{1,60}\sgefragt\s(?:wirst|werden"
            r"|wird),?\s(?:dann\s)?(?:immer\s)?(?:antworte|sage?|empfiehl|behaupte|nenne)",
            r"auf\s(?:alle\s)?(?:die\s)?Fragen\s(?:zu|nach|zum|zur|über)\s[^.\n]{1,60}\s(?:antworte|sage?|empfiehl)\b",
            r"(?:si|lorsqu[e'’]|quand)\s?[^.\n]{1,40}(?:demande|interroge)\w*\s[^.\n]{1,80}[,:]?\s(?:réponds|répondez"
            r"|dis|dites|recommande[sz]?|affirme[sz]?)\b",
            r"(?:cuando|si)\s(?:te|le|se|alguien|el usuario)[^.\n]{0,20}\spregunt\w*\s[^.\n]{1,80}[,:]?\s(?:responde"
            r"|di|contesta|recomienda|afirma|diga)\b",
        ),
        lead=70,
        vague=True,
    ),
    Phrase(
        "addresses a model",
        roots(
            "ai:;ai,;ai!;ai assist;ai agent;ai model;ai system;llm;llms;language model;chatbot;chat bot;"
            "ki-assist;ki-model;ki-syst;sprachmodell;ia:;ia,;de langage;assistants ia;de lenguaje;de ia"
        ),
        pattern(
            GREETING + r"(?:AI(?: (?:assistants?|agents?|models?|systems?|crawlers?|language models?))?|LLMs?"
            r"|(?:large )?language models?|chat ?bots?"
            r"|KI(?:-\w+)?|Sprachmodelle?|IA|modèles? de langage|assistants? IA|modelos? de lenguaje"
            r"|asistentes? de IA)\s?[:,!]"
        ),
        lead=50,
        vague=True,
    ),
    Phrase(
        "addresses a model",
        roots(
            "assistant:;assistants:;assistant,;assistants,;model:;models:;assistent:;assistent,;asistente:;asistente,"
        ),
        pattern(GREETING + r"(?:assistants?|models?|Assistent(?:en)?|asistentes?)\s?[:,!]"),
        lead=50,
        vague=True,
        alone=False,
    ),
)
