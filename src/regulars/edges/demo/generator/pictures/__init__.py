"""Draws each product as a small SVG: `picture_of(product)`. No script, no link, no font: shapes alone."""

from __future__ import annotations

from regulars.edges.demo.generator.assortment import Product
from regulars.edges.demo.generator.pictures.motifs import MOTIFS
from regulars.edges.demo.generator.pictures.palettes import PALETTES
from regulars.edges.demo.generator.pictures.vessels import VESSELS

__all__ = ["picture_of"]


def picture_of(product: Product) -> str:
    """Return the picture as SVG text, 240 by 240, under 4 KB."""
    drawing = product.drawing
    colors = PALETTES[drawing.palette]
    vessel = VESSELS[drawing.vessel](colors, MOTIFS[drawing.motif](colors))
    title = product.title.replace("&", "&amp;")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240" width="240" height="240" role="img">'
        f"<title>{title}</title>"
        f'<rect width="240" height="240" rx="20" fill="{colors.ground}"/>'
        f'<circle cx="120" cy="108" r="88" fill="{colors.glow}"/>'
        f'<ellipse cx="120" cy="211" rx="74" ry="8" fill="{colors.shade}" opacity=".28"/>'
        f"{vessel}</svg>"
    )
