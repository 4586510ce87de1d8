"""The accounts of those who may open the desk."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User

from .admin import DeskAdmin

admin.site.unregister(Group)
admin.site.unregister(User)


@admin.register(User)
class AccountAdmin(UserAdmin, DeskAdmin):
    desk_order = 90
    delete_confirmation_template = "admin/delete_account.html"
    actions = None
    list_display = ["username", "email", "may_do_everything", "last_login"]
    list_filter = []
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Who it is", {"fields": ["first_name", "last_name", "email"]}),
        ("What they may do", {"fields": ["is_active", "is_staff", "is_superuser"]}),
    ]
    words = {  # label, help
        "is_active": ("Account is open", "Take the tick away instead of deleting an account."),
        "is_staff": ("May open the desk", ""),
        "is_superuser": (
            "May do everything",
            "Without it, an account can look at the front page only.",
        ),
    }

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in self.words:
            kwargs["label"], kwargs["help_text"] = self.words[db_field.name]
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description="may do everything", boolean=True)
    def may_do_everything(self, account):
        return account.is_superuser

    def get_deleted_objects(self, objs, request):
        return [str(obj) for obj in objs], {}, set(), []

    def delete_model(self, request, obj):
        obj.delete()  # no trash for passwords
