"""Which joints a muscle crosses and which bones lie trapped between its ends.

The skeleton is a graph: bones, and joints as the bones they join. A muscle acts along the
shortest ways from each of its origin bones to each of its insertion bones.
"""

from collections import defaultdict, deque
from functools import cached_property

from .models import Bone, Joint


class Skeleton:
    """All bones and joints at once: three queries, however many ways are asked for."""

    @cached_property
    def bones(self):
        return {bone.pk: bone for bone in Bone.objects.all()}

    @cached_property
    def joints(self):
        return {joint.pk: joint for joint in Joint.objects.prefetch_related("bones")}

    @cached_property
    def _neighbours(self):
        """For each bone the bones it meets, and the joint at which it does.

        Where two joints join the same bones, the one that joins the fewest counts: tibia and
        fibula meet at their own joint, not at the ankle, which joins both to the talus.
        """
        neighbours = defaultdict(dict)
        by_size = sorted(self.joints.values(), key=lambda joint: -len(joint.bones.all()))
        for joint in by_size:
            bones = [bone.pk for bone in joint.bones.all()]
            for bone in bones:
                neighbours[bone] |= {other: joint.pk for other in bones if other != bone}
        return neighbours

    def _distances(self, start):
        distances, queue = {start: 0}, deque([start])
        while queue:
            bone = queue.popleft()
            for other in self._neighbours[bone]:
                if other not in distances:
                    distances[other] = distances[bone] + 1
                    queue.append(other)
        return distances

    def ways(self, origins, insertions):
        """(joints crossed, bones strictly between) on the shortest ways; both from head to foot.

        `origins` and `insertions` are primary keys of bones. Bones that no joint connects
        have no way between them and add nothing.
        """
        origins, insertions = set(origins), set(insertions)
        from_insertion = {bone: self._distances(bone) for bone in insertions}
        joints, between = set(), set()
        for origin in origins:
            for to_go in from_insertion.values():
                step = {origin} if origin in to_go else set()
                while step:
                    between |= step
                    nearer = set()
                    for bone in step:
                        for other, joint in self._neighbours[bone].items():
                            if to_go[other] == to_go[bone] - 1:
                                joints.add(joint)
                                nearer.add(other)
                    step = nearer
        return (
            [joint for pk, joint in self.joints.items() if pk in joints],
            [bone for pk, bone in self.bones.items() if pk in between - origins - insertions],
        )

    def muscles_across(self, joint, muscles):
        """Those of `muscles` (their bones prefetched) that cross `joint`."""
        return [
            muscle
            for muscle in muscles
            if joint in self.ways(muscle.origin_bone_keys, muscle.insertion_bone_keys)[0]
        ]
