"""Learns from what the practitioner marks which messages are likely to be spam.

Each word and each trait of a message is a sign. How many messages of spam and how many real ones
held it says what it speaks for; the few most telling signs of a message decide (Robinson, “A
statistical approach to the spam problem”). Nothing is judged before enough was learned.
"""

import re
from collections import Counter, defaultdict
from math import log
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import F
from django.db.models.functions import Greatest

from integrativeworks.search.words import is_telling, words_of

FEWEST = 5  # messages of each sort, before anything is judged
MOST_SIGNS = 400  # of one message
MOST_TELLING = 20
HEAVIEST = 2.5  # weight of one sign: a link alone, however often spam had one, condemns nobody
# More than three of the heaviest signs must be left when those against are taken off: rather let
# spam through than hold back a person in pain.
CERTAINTY = 3 * HEAVIEST
AT_ONCE = 500  # rows of one query
EVERY_MESSAGE = ""  # the sign that each message bears: it counts them

LINK = re.compile(r"(?:https?://(?:www\.)?|www\.)([^\s/:<>\"'\])?#]+)[^\s<>\"'\])]*")


class Sign(models.Model):
    """A word or trait, and in how many learned messages it was found."""

    text = models.CharField(primary_key=True, max_length=100)
    in_spam = models.IntegerField(default=0)
    in_real = models.IntegerField(default=0)

    class Meta:
        verbose_name = "sign of spam"
        verbose_name_plural = "signs of spam"

    def __str__(self):
        return self.text

    def weight(self, all_spam, all_real):
        """Above 0 if it speaks for spam, below if against; the rarer it is, the nearer to 0."""
        spam, real = self.in_spam / all_spam, self.in_real / all_real
        found = self.in_spam + self.in_real
        probability = (0.5 + found * spam / (spam + real)) / (1 + found) if found else 0.5
        return max(-HEAVIEST, min(HEAVIEST, log(probability / (1 - probability))))


def signs_of(message):
    """The words of `message` and what else is telling about it, as texts people can read."""
    text = f"{message.name}\n{message.text}\n{message.quote}".lower()
    hosts = set(LINK.findall(text)) - {urlsplit(settings.SITE_URL).hostname.removeprefix("www.")}
    words = dict.fromkeys(words_of(LINK.sub(" ", text)))
    signs = [word for word in words if is_telling(word)][:MOST_SIGNS]
    signs += [f"link to {host}" for host in sorted(hosts)][:20]
    letters = [letter for letter in LINK.sub(" ", message.text) if letter.isalpha()]
    traits = {
        "links to other sites": hosts,
        "several links to other sites": len(hosts) > 2,
        "link in the name": LINK.search(message.name.lower()),
        "code of a web page": re.search(r"<a\s|\[url|\[link", text),
        "mostly capitals": sum(map(str.isupper, letters)) > len(letters) / 2,
        "written about a page": message.page,
        "quotes the page": message.quote,
        f"mail from {message.email.rpartition('@')[2].lower()}": message.email,
    }
    signs += [trait for trait, is_so in traits.items() if is_so]
    return {sign[:100] for sign in signs} | {EVERY_MESSAGE}


def telling_signs(message):
    """(weight, sign) of the most telling signs, those of spam first; none if too little is known.

    One query, however much was learned.
    """
    signs = {sign.text: sign for sign in Sign.objects.filter(text__in=signs_of(message))}
    every = signs.pop(EVERY_MESSAGE, Sign())
    if min(every.in_spam, every.in_real) < FEWEST:
        return []
    weights = [(sign.weight(every.in_spam, every.in_real), text) for text, sign in signs.items()]
    return sorted(sorted(weights, key=lambda weight: abs(weight[0]))[-MOST_TELLING:], reverse=True)


def is_likely(message):
    return sum(weight for weight, _ in telling_signs(message)) > CERTAINTY


def learn(messages, is_spam):
    """Learn from `messages`, a queryset, that they are spam or real, instead of what they taught.

    With None that is only forgotten. Whoever calls it notes the lesson in the messages, in the
    same transaction.
    """
    Sign.objects.get_or_create(text=EVERY_MESSAGE)
    Sign.objects.select_for_update().get(text=EVERY_MESSAGE)  # one teacher at a time
    changes = {True: Counter(), False: Counter()}
    for message in messages:
        if message.learned_as_spam != is_spam:
            signs = signs_of(message)
            if message.learned_as_spam is not None:
                changes[message.learned_as_spam].subtract(signs)
            if is_spam is not None:
                changes[is_spam].update(signs)
    signs_by_change = defaultdict(list)
    for sign in changes[True].keys() | changes[False].keys():
        signs_by_change[changes[True][sign], changes[False][sign]].append(sign)
    for (spam, real), signs in signs_by_change.items():
        for start in range(0, len(signs), AT_ONCE):
            some = signs[start : start + AT_ONCE]
            Sign.objects.bulk_create([Sign(text=sign) for sign in some], ignore_conflicts=True)
            Sign.objects.filter(text__in=some).update(
                in_spam=Greatest(F("in_spam") + spam, 0),
                in_real=Greatest(F("in_real") + real, 0),
            )
