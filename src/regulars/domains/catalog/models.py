"""Tables of what the shop sells."""

from django.db import models

from regulars.base.state import InstantField


class Category(models.Model):
    """One category, as the source writes it."""

    name = models.CharField(max_length=200, unique=True)

    class Meta:
        db_table = "catalog_category"


class Product(models.Model):
    """One product. `picture` is the SHA-256 of a stored file, `image_url` where the store keeps its own."""

    title = models.CharField(max_length=300)
    category = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="+")
    vendor = models.CharField(max_length=200, blank=True)
    handle = models.CharField(max_length=200, blank=True)
    image_url = models.CharField(max_length=1000, blank=True)
    picture = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=20, default="active")
    recorded_at = InstantField()
    import_id = models.BigIntegerField(null=True)
    voided_at = InstantField(null=True)
    changed_seq = models.BigIntegerField()

    class Meta:
        db_table = "catalog_product"
        indexes = [
            models.Index(fields=["changed_seq", "id"], name="catalog_product_changed"),
            models.Index(fields=["import_id"], name="catalog_import", condition=models.Q(import_id__isnull=False)),
        ]


class Variant(models.Model):
    """One thing that can be put into a basket."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300, blank=True)
    sku = models.CharField(max_length=120, blank=True)
    barcode = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "catalog_variant"


class ProductKey(models.Model):
    """One way a source names a variant: its own ids, the stock number, or the title where it gives nothing else."""

    source = models.CharField(max_length=60)
    value = models.CharField(max_length=330)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "catalog_key"
        constraints = [models.UniqueConstraint(fields=["value", "source"], name="catalog_key_once")]


class PricePoint(models.Model):
    """What a variant cost the buyer from an instant on, in minor units."""

    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    starts_at = InstantField()
    price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        db_table = "catalog_price"
        constraints = [models.UniqueConstraint(fields=["variant", "currency", "starts_at"], name="catalog_price_once")]


class UnitCost(models.Model):
    """What one unit of a variant costs the shop from a day on, in millionths of a major unit."""

    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    cost_micros = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    import_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "catalog_unit_cost"
        constraints = [
            models.UniqueConstraint(fields=["variant", "starts_on"], name="catalog_cost_once"),
            models.CheckConstraint(condition=models.Q(cost_micros__gte=0), name="catalog_cost_not_negative"),
        ]
