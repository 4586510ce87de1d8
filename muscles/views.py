from django.shortcuts import get_object_or_404, render

from integrativeworks.content.grid import Grid
from integrativeworks.content.paging import page_of
from integrativeworks.content.rendering import show

from .models import Bone, Joint, Muscle, MuscleGroup, Region
from .skeleton import Skeleton


def muscle_index(request):
    muscles = Muscle.objects.published().for_cards().order_by("group__position", "group", "name")
    zone = request.GET.get("zone", "")
    if zone in Region.Zone.values:
        muscles = muscles.lying_in(zone)
    context = {
        "page": page_of(muscles, request),
        "zones": Region.Zone.choices,
        "zone": zone,
    }
    return render(request, "muscles/muscle_index.html", context)


def muscle_detail(request, slug):
    muscles = Muscle.objects.published().select_related("illustration", "group")
    muscle = get_object_or_404(muscles.prefetch_related("illustration__annotations"), slug=slug)
    show(muscle)
    synergists, antagonists = muscle.partners()
    context = {
        "muscle": muscle,
        "grid": Grid(muscle.related_posts(), request),
        "drawn": muscle.drawn(),
        "synergists": synergists,
        "antagonists": antagonists,
    }
    return render(request, "muscles/muscle_detail.html", context)


def muscle_group(request, slug):
    group = get_object_or_404(MuscleGroup, slug=slug)
    page = page_of(group.muscles.published().for_cards(), request)
    return render(request, "muscles/muscle_group.html", {"group": group, "page": page})


def bone_detail(request, slug):
    bone = get_object_or_404(Bone, slug=slug)
    context = {
        "bone": bone,
        "muscles_from": bone.muscles_from.published(),
        "muscles_to": bone.muscles_to.published(),
        "joints": bone.joints.all(),
        "techniques": bone.cranial_techniques.published(),
    }
    return render(request, "muscles/bone_detail.html", context)


def joint_detail(request, slug):
    joint = get_object_or_404(Joint.objects.prefetch_related("bones"), slug=slug)
    muscles = Muscle.objects.published().prefetch_related("origin_bones", "insertion_bones")
    context = {"joint": joint, "muscles": Skeleton().muscles_across(joint, muscles)}
    return render(request, "muscles/joint_detail.html", context)
