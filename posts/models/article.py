from .post import Kind, Post


class Article(Post):
    KIND = Kind(
        key="articles",
        name="Article",
        plural="Articles",
        promise="Essays and background, to read with a cup of tea.",
        order=7,
    )

    class Meta:
        verbose_name = "article"
