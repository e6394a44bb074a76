"""Every product has a picture of its own that is nothing but shapes."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from regulars.edges.demo.generator.assortment import PRODUCTS, Product
from regulars.edges.demo.generator.pictures import picture_of

SHAPES = {"svg", "title", "rect", "circle", "ellipse", "path", "g"}
ATTRIBUTES = {
    "viewBox", "width", "height", "role", "x", "y", "rx", "ry", "cx", "cy", "r", "d", "fill", "opacity", "transform",
    "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin",
}  # fmt: skip


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.code)
def test_a_picture_is_small_valid_and_cannot_do_anything(product: Product) -> None:
    text = picture_of(product)
    root = ET.fromstring(text)
    assert {element.tag.removeprefix("{http://www.w3.org/2000/svg}") for element in root.iter()} <= SHAPES
    assert {name for element in root.iter() for name in element.attrib} <= ATTRIBUTES
    assert root[0].text == product.title
    assert len(text.encode()) < 4096


def test_no_two_products_look_alike() -> None:
    shapes = {picture_of(product).split("</title>")[1] for product in PRODUCTS}
    assert len(shapes) == len(PRODUCTS)
