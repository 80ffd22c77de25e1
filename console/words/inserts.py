"""Words of what is put into a reply."""

from console.words.catalog import Catalog

INSERTS: Catalog = {
    "customers_insert": {"en": "Put into the reply", "zh": "插入回复"},
    "customers_insert_products": {"en": "Product", "zh": "商品"},
    "customers_insert_orders": {"en": "Order", "zh": "订单"},
    "customers_insert_articles": {"en": "Article", "zh": "文章"},
    "customers_insert_file": {"en": "File", "zh": "文件"},
    "customers_insert_emoji": {"en": "Emoji", "zh": "表情"},
    "customers_insert_find_products": {"en": "Find a product", "zh": "查找商品"},
    "customers_insert_find_orders": {
        "en": "Find an order of this customer",
        "zh": "查找此客户的订单",
    },
    "customers_insert_find_articles": {"en": "Find an article", "zh": "查找知识文章"},
    "customers_insert_close": {"en": "Close", "zh": "关闭"},
    "customers_insert_extras": {"en": "Sent with the reply", "zh": "随回复发送"},
    "customers_insert_remove": {"en": "Remove", "zh": "移除"},
    "customers_insert_added": {"en": "Added:", "zh": "已添加："},
    "customers_insert_removed": {"en": "Removed:", "zh": "已移除："},
    "customers_insert_loading": {"en": "Uploading …", "zh": "正在上传…"},
    "customers_insert_most": {
        "en": "A message holds up to 10 cards and 5 files.",
        "zh": "每条消息最多包含 10 张卡片和 5 个文件。",
    },
    "customers_insert_failed": {
        "en": "This could not be loaded. Please try again.",
        "zh": "加载失败，请重试。",
    },
    "customers_insert_card": {"en": "Insert card", "zh": "插入卡片"},
    "error_product_sold_out": {
        "en": "{name} is sold out by now. Take its card out of the reply, or choose the product "
        "again to show it all the same.",
        "zh": "{name}已售罄。请从回复中移除该卡片；如仍要展示，请重新选择该商品。",
    },
    "customers_file_not_yours": {
        "en": "The file was not taken: somebody else answers in this chat.",
        "zh": "文件未上传：此会话由其他人负责。",
    },
    "customers_file_failed": {
        "en": "The file was not taken. Please try again.",
        "zh": "文件上传失败，请重试。",
    },
    "key_insert_products": {"en": "product into the reply", "zh": "在回复中插入商品"},
    "key_insert_orders": {"en": "order into the reply", "zh": "在回复中插入订单"},
    "key_insert_articles": {"en": "article into the reply", "zh": "在回复中插入文章"},
    "key_insert_more": {"en": "file, emoji", "zh": "文件、表情"},
}
