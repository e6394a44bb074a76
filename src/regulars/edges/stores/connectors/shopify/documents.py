"""What is asked of Shopify's GraphQL Admin API. One selection per object serves the bulk file and the pages."""

from __future__ import annotations

VERSION = "2026-07"
MONEY = "{ shopMoney { amount } }"
ADDRESS = "{ name city countryCodeV2 phone }"
CUSTOMER = """
  id legacyResourceId firstName lastName email phone createdAt updatedAt tags
  emailMarketingConsent { marketingState marketingOptInLevel consentUpdatedAt }
  smsMarketingConsent { marketingState marketingOptInLevel consentUpdatedAt }
  defaultAddress { city countryCodeV2 phone }
"""
LINE = f"""
  id title variantTitle sku quantity vendor
  product {{ legacyResourceId }} variant {{ legacyResourceId }}
  originalUnitPriceSet {MONEY}
  discountAllocations {{ allocatedAmountSet {MONEY} }}
  taxLines {{ priceSet {MONEY} }}
"""
ORDER_HEAD = f"""
  id legacyResourceId name createdAt updatedAt processedAt cancelledAt displayFinancialStatus currencyCode
  taxesIncluded test sourceName tags email phone customerLocale discountCodes paymentGatewayNames
  totalPriceSet {MONEY} totalTaxSet {MONEY} totalDiscountsSet {MONEY}
  shippingLine {{ discountedPriceSet {MONEY} }}
  customAttributes {{ key value }}
  customerJourneySummary {{ firstVisit {{ landingPage referrerUrl }} }}
  customer {{ {CUSTOMER} }}
  shippingAddress {ADDRESS} billingAddress {ADDRESS}
  refunds {{ id legacyResourceId createdAt note }}
"""
PRODUCT_HEAD = """
  id legacyResourceId title handle vendor productType status createdAt updatedAt featuredImage { url }
"""
VARIANT = "id legacyResourceId title sku barcode price"

WHOLE = {
    "orders": f"{ORDER_HEAD} lineItems(first: 50) {{ pageInfo {{ hasNextPage }} edges {{ node {{ {LINE} }} }} }}",
    "customers": CUSTOMER,
    "products": f"{PRODUCT_HEAD} variants(first: 100) {{ edges {{ node {{ {VARIANT} }} }} }}",
}
IN_BULK = {
    "orders": f"{ORDER_HEAD} lineItems {{ edges {{ node {{ {LINE} }} }} }}",
    "customers": CUSTOMER,
    "products": f"{PRODUCT_HEAD} variants {{ edges {{ node {{ {VARIANT} }} }} }}",
}
GID = {"orders": "gid://shopify/Order/", "customers": "gid://shopify/Customer/", "products": "gid://shopify/Product/"}

SHOP = "query RegularsShop { shop { name currencyCode ianaTimezone myshopifyDomain } }"
COUNT = {kind: f"query RegularsCount {{ {kind}Count {{ count }} }}" for kind in WHOLE}
PAGE = {
    kind: f"""query RegularsPage($size: Int!, $after: String, $filter: String, $sort: {sort}!) {{
  {kind}(first: $size, after: $after, query: $filter, sortKey: $sort) {{
    pageInfo {{ hasNextPage endCursor }} edges {{ node {{ {WHOLE[kind]} }} }} }} }}"""
    for kind, sort in (("orders", "OrderSortKeys"), ("customers", "CustomerSortKeys"), ("products", "ProductSortKeys"))
}
BULK_QUERY = {kind: f"{{ {kind} {{ edges {{ node {{ {selection} }} }} }} }}" for kind, selection in IN_BULK.items()}
BULK_START = """mutation RegularsBulk($query: String!) {
  bulkOperationRunQuery(query: $query, groupObjects: true) {
    bulkOperation { id status } userErrors { field message } } }"""
BULK_LOOK = """query RegularsBulkLook($id: ID!) { node(id: $id) { ... on BulkOperation {
  id status errorCode objectCount rootObjectCount url partialDataUrl } } }"""
READ = {
    "orders": f"query RegularsRead($id: ID!) {{ node(id: $id) {{ ... on Order {{ {WHOLE['orders']} }} }} }}",
    "customers": f"query RegularsRead($id: ID!) {{ node(id: $id) {{ ... on Customer {{ {CUSTOMER} }} }} }}",
    "products": f"query RegularsRead($id: ID!) {{ node(id: $id) {{ ... on Product {{ {WHOLE['products']} }} }} }}",
}
MORE_LINES = f"""query RegularsLines($id: ID!, $after: String) {{ node(id: $id) {{ ... on Order {{
  lineItems(first: 100, after: $after) {{
    pageInfo {{ hasNextPage endCursor }} edges {{ node {{ {LINE} }} }} }} }} }} }}"""
REFUNDS = f"""query RegularsRefunds($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Order {{ id refunds {{
  id legacyResourceId createdAt note
  refundLineItems(first: 100) {{ edges {{ node {{
    id quantity subtotalSet {MONEY} totalTaxSet {MONEY}
    lineItem {{ id title variantTitle sku vendor
      product {{ legacyResourceId }} variant {{ legacyResourceId }} }} }} }} }}
  orderAdjustments(first: 20) {{ edges {{ node {{ reason amountSet {MONEY} }} }} }}
  refundShippingLines(first: 20) {{ edges {{ node {{ subtotalAmountSet {MONEY} }} }} }}
  transactions(first: 20) {{ edges {{ node {{ kind status amountSet {MONEY} }} }} }} }} }} }} }}"""

SUBSCRIBE = """mutation RegularsSubscribe($topic: WebhookSubscriptionTopic!, $address: URL!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: { callbackUrl: $address, format: JSON }) {
    webhookSubscription { id } userErrors { field message } } }"""
SUBSCRIBED = """query RegularsSubscribed { webhookSubscriptions(first: 100) { edges { node {
  id topic endpoint { ... on WebhookHttpEndpoint { callbackUrl } } } } } }"""
UNSUBSCRIBE = """mutation RegularsUnsubscribe($id: ID!) {
  webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { field message } } }"""

CODE_CREATE = """mutation RegularsCode($code: DiscountCodeBasicInput!) {
  discountCodeBasicCreate(basicCodeDiscount: $code) {
    codeDiscountNode { id } userErrors { field code message } } }"""
CODE_BY_CODE = """query RegularsCodeByCode($code: String!) {
  codeDiscountNodeByCode(code: $code) { id codeDiscount { ... on DiscountCodeBasic { status asyncUsageCount } } } }"""
CODE_DISABLE = """mutation RegularsCodeOff($id: ID!) {
  discountCodeDeactivate(id: $id) { codeDiscountNode { id } userErrors { field code message } } }"""
TAGS_ADD = """mutation RegularsTagsAdd($id: ID!, $tags: [String!]!) {
  tagsAdd(id: $id, tags: $tags) { userErrors { field message } } }"""
TAGS_REMOVE = """mutation RegularsTagsRemove($id: ID!, $tags: [String!]!) {
  tagsRemove(id: $id, tags: $tags) { userErrors { field message } } }"""
FIELDS_SET = """mutation RegularsFields($fields: [MetafieldsSetInput!]!) {
  metafieldsSet(metafields: $fields) { userErrors { field message } } }"""
FIELDS_DELETE = """mutation RegularsFieldsOff($fields: [MetafieldIdentifierInput!]!) {
  metafieldsDelete(metafields: $fields) { userErrors { field message } } }"""
