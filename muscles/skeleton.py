"""Which joints a muscle crosses and which bones lie trapped between its ends.

The skeleton is a graph: bones, and joints as the bones they join. A muscle acts along the
shortest ways from each of its origin bones to each of its insertion bones.
"""

from collections import defaultdict
from functools import cache
from heapq import heappop, heappush

from django.db.models import Exists, OuterRef, Value

from .models import Bone, Joint

# A rib is one bone but half the chest around: without this, the shortest way from an upper to a
# lower rib would leave the back and run over the breastbone. Longer than the whole spine.
TO_THE_BREASTBONE = 30


def _is_among(bones):
    return Exists(bones.filter(pk=OuterRef("pk"))) if bones else Value(False)


class Skeleton:
    """All bones and joints, read in one query however many ways are then asked for.

    `bones` and `joints` map primary keys to rows in their order, head to foot. The rows have
    what a link to them needs: name and address. `origins` and `insertions` are the keys of the
    bones at which `muscle` begins and ends.
    """

    def __init__(self, muscle=None):
        self.bones, self.joints, joined = {}, {}, defaultdict(set)
        self.origins, self.insertions = set(), set()
        rows = Bone.objects.values_list(
            *("pk", "name", "slug", "joints", "joints__name", "joints__slug", "joints__position"),
            _is_among(muscle and muscle.origin_bones),
            _is_among(muscle and muscle.insertion_bones),
        )
        for bone, bone_name, bone_slug, joint, joint_name, joint_slug, position, *ends in rows:
            self.bones.setdefault(bone, Bone(pk=bone, name=bone_name, slug=bone_slug))
            for is_end, bones in zip(ends, (self.origins, self.insertions), strict=True):
                if is_end:
                    bones.add(bone)
            if joint:
                joined[joint].add(bone)
                self.joints.setdefault(
                    joint, Joint(pk=joint, name=joint_name, slug=joint_slug, position=position)
                )
        self._neighbours = self._meetings(joined)
        self._breastbone = next((pk for pk, b in self.bones.items() if b.slug == "sternum"), None)
        self._distances = cache(self._measured_distances)  # many muscles end on the same bone

    @staticmethod
    def _meetings(joined):
        """For each bone the bones it meets, and the joint at which it does.

        Where two joints join the same bones, the one that joins the fewest counts: tibia and
        fibula meet at their own joint, not at the ankle, which joins both to the talus.
        """
        neighbours = defaultdict(dict)
        for joint, bones in sorted(joined.items(), key=lambda item: -len(item[1])):
            for bone in bones:
                neighbours[bone] |= dict.fromkeys(bones - {bone}, joint)
        return neighbours

    def _step(self, *ends):
        return TO_THE_BREASTBONE if self._breastbone in ends else 1

    def _measured_distances(self, start):
        distances, nearest = {}, [(0, start)]
        while nearest:
            distance, bone = heappop(nearest)
            if bone not in distances:
                distances[bone] = distance
                for other in self._neighbours[bone].keys() - distances.keys():
                    heappush(nearest, (distance + self._step(bone, other), other))
        return distances

    def ways(self, origins, insertions):
        """(joints crossed, bones strictly between) on the shortest ways, both from head to foot.

        `origins` and `insertions` are primary keys of bones. Bones that no joint connects
        have no way between them and add nothing.
        """
        crossed, passed = set(), set()
        for insertion in insertions:
            to_go = self._distances(insertion)
            for origin in origins:
                step = {origin} & to_go.keys()
                while step:
                    passed |= step
                    nearer = {
                        (other, joint)
                        for bone in step
                        for other, joint in self._neighbours[bone].items()
                        if to_go[other] == to_go[bone] - self._step(bone, other)
                    }
                    crossed |= {joint for _, joint in nearer}
                    step = {other for other, _ in nearer}
        between = passed - {*origins, *insertions}
        joints = sorted(crossed, key=lambda pk: self.joints[pk].position)
        return (
            [self.joints[pk] for pk in joints],
            [bone for pk, bone in self.bones.items() if pk in between],
        )

    def muscles_across(self, joint, muscles):
        """Those of `muscles` that cross `joint`; their bones are best prefetched."""
        return [
            muscle
            for muscle in muscles
            if joint
            in self.ways(
                [bone.pk for bone in muscle.origin_bones.all()],
                [bone.pk for bone in muscle.insertion_bones.all()],
            )[0]
        ]
