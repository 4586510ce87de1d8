from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Static files named by their content and compressed, ES modules included."""

    support_js_module_import_aggregation = True
