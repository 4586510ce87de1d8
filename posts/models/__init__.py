"""One concrete table of posts, and a model for each kind with its own sections.

A new kind is a file here, imported below; lists, grid, search, feed and sitemap find it.
"""

from .article import Article
from .case import Case
from .cranial_technique import CranialTechnique
from .nmt_protocol import NMTProtocol, ProtocolStep
from .post import Kind, Post, PostMuscle, PostRegion, PostTag, Tag
from .red_flag import RedFlag
from .referral_pattern import Activity, ReferralPattern
from .self_care import Equipment, SelfCarePost
from .therapy_note import TherapyNote
from .trigger_point import TriggerPoint

__all__ = [
    "Activity",
    "Article",
    "Case",
    "CranialTechnique",
    "Equipment",
    "Kind",
    "NMTProtocol",
    "Post",
    "PostMuscle",
    "PostRegion",
    "PostTag",
    "ProtocolStep",
    "RedFlag",
    "ReferralPattern",
    "SelfCarePost",
    "Tag",
    "TherapyNote",
    "TriggerPoint",
]
