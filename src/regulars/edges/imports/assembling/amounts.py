"""What an order's totals say of its discount, tax and refund; pure integer arithmetic in minor units."""

from __future__ import annotations

from dataclasses import dataclass

from regulars.kit.rounding import half_even


@dataclass(frozen=True, slots=True)
class Stated:
    """An order's totals as its export states them; none where it does not."""

    discount: int | None = None
    shipping: int = 0
    tax: int = 0
    subtotal: int | None = None
    total: int | None = None
    refunded: int = 0


def order_discount(stated: Stated, goods: int, line_discounts: int) -> tuple[int, bool]:
    """`(discount on the order that is not in its lines, whether the lines' discounts are to be dropped)`.

    The subtotal is after every discount, so goods less subtotal is all of it. Where that is less than the lines
    claim, the lines repeat the order's discount and are not believed.
    """
    if stated.subtotal is None:
        whole = abs(stated.discount or 0)
        return max(whole - line_discounts, 0), False
    whole = max(goods - stated.subtotal, 0)
    if whole < line_discounts:
        return whole, True
    return whole - line_discounts, False


def discount_besides(stated: Stated, goods: int, line_discounts: int) -> int:
    """The order's discount where the subtotal is before it and lines may be before or after it.

    Lines that add up to the subtotal are before the discount; lines that are lower by just the discount have it
    in them already.
    """
    whole = abs(stated.discount or 0)
    if stated.subtotal is not None and goods != stated.subtotal and abs(stated.subtotal - whole - goods) <= 1:
        return 0
    return max(whole - line_discounts, 0)


def tax_inside(stated: Stated) -> bool | None:
    """Whether the total adds up with the tax inside the subtotal (True), on top of it (False), or tells nothing."""
    if stated.subtotal is None or stated.total is None or stated.tax <= 0:
        return None
    rest = stated.total - stated.subtotal - stated.shipping
    if rest == 0:
        return True
    return False if rest == stated.tax else None


def split_refund(stated: Stated, goods_after_discount: int, is_tax_inside: bool) -> tuple[int, int, int]:
    """`(goods without tax, tax, shipping)` of the money given back.

    The file has one number. Goods are given back first with their share of the tax, then shipping; for an order
    that was refunded in full that is exact, else it is an assumption that the report names.
    """
    goods = goods_after_discount
    charged = goods + stated.shipping
    goods_tax = stated.tax * goods // charged if charged > 0 else 0
    gross = goods if is_tax_inside else goods + goods_tax
    back = min(stated.refunded, gross)
    tax = half_even(back * goods_tax, gross) if gross > 0 else 0
    rest = stated.refunded - back
    shipping = min(rest, stated.shipping)
    return back - tax, tax + (rest - shipping), shipping


def split_refund_of_lines(
    stated: Stated, goods_after_discount: int, in_lines: int, tax_of_lines: int, is_tax_inside: bool
) -> tuple[int, int, int]:
    """`(goods without tax, tax, shipping)` of the money given back where the file says of which lines it is.

    What the order's refund has beyond its lines is their tax (as they say it, else their share of the order's), then
    shipping, then tax of that.
    """
    charged = goods_after_discount + stated.shipping
    share = min(half_even(stated.tax * in_lines, charged), stated.tax) if charged > 0 else 0
    tax = tax_of_lines or share
    if is_tax_inside:
        tax = min(tax, in_lines)
        rest = max(stated.refunded - in_lines, 0)
        shipping = min(rest, stated.shipping)
        return in_lines - tax, tax + rest - shipping, shipping
    rest = max(stated.refunded - in_lines, 0)
    tax = min(tax, rest)
    shipping = min(rest - tax, stated.shipping)
    return in_lines, rest - shipping, shipping
