from .annotation import Annotation
from .muscle import Muscle, MuscleGroup
from .region import Region
from .skeleton import Bone, Joint

__all__ = ["Annotation", "Bone", "Joint", "Muscle", "MuscleGroup", "Region"]
