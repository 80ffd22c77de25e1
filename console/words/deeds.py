"""Words of a customer's orders, and of what is done with them."""

from console.words.catalog import Catalog

DEEDS: Catalog = {
    "customers_orders": {"en": "Orders", "zh": "订单"},
    "customers_no_order": {"en": "No order.", "zh": "没有订单。"},
    "customers_more_orders": {"en": "Older orders", "zh": "更早的订单"},
    "customers_status_placed": {"en": "Waiting for payment", "zh": "待付款"},
    "customers_status_paid": {"en": "Paid", "zh": "已付款"},
    "customers_status_packed": {"en": "Packed", "zh": "已打包"},
    "customers_status_shipped": {"en": "On its way", "zh": "配送中"},
    "customers_status_delivered": {"en": "Delivered", "zh": "已送达"},
    "customers_status_cancelled": {"en": "Cancelled", "zh": "已取消"},
    "customers_status_returned": {"en": "Returned", "zh": "已退回"},
    "customers_return": {"en": "Return", "zh": "退货"},
    "customers_return_status_requested": {"en": "requested", "zh": "已申请"},
    "customers_return_status_approved": {"en": "approved", "zh": "已批准"},
    "customers_return_status_received": {"en": "received", "zh": "已收到"},
    "customers_return_status_refunded": {"en": "refunded", "zh": "已退款"},
    "customers_return_status_refused": {"en": "refused", "zh": "已拒绝"},
    "customers_refunded": {"en": "{amount} refunded", "zh": "已退款 {amount}"},
    "customers_expected": {"en": "Expected", "zh": "预计送达"},
    "customers_late": {"en": "late", "zh": "已延误"},
    "customers_in_it": {"en": "What is in it", "zh": "订单内容"},
    "customers_item": {"en": "Item", "zh": "商品"},
    "customers_quantity": {"en": "Quantity", "zh": "数量"},
    "customers_price": {"en": "Price", "zh": "价格"},
    "customers_shipping": {"en": "Shipping", "zh": "运费"},
    "customers_total": {"en": "Total", "zh": "合计"},
    "customers_goes_to": {"en": "Goes to", "zh": "收货地址"},
    "customers_where": {"en": "Where it is", "zh": "物流"},
    "customers_carrier": {"en": "Carrier", "zh": "承运商"},
    "customers_tracking": {"en": "Tracking number", "zh": "运单号"},
    "customers_shipped": {"en": "Left", "zh": "发货时间"},
    "customers_delivered": {"en": "Arrived", "zh": "送达时间"},
    "customers_no_parcel": {"en": "It has not left yet.", "zh": "尚未发货。"},
    "customers_steps": {"en": "Steps", "zh": "订单进度"},
    "customers_do_refund": {"en": "Refund", "zh": "退款"},
    "customers_do_return": {"en": "Start a return", "zh": "办理退货"},
    "customers_do_cancel": {"en": "Cancel the order", "zh": "取消订单"},
    "customers_do_address": {"en": "Change the address", "zh": "修改地址"},
    "customers_sure_refund": {"en": "Refund this?", "zh": "确认退款？"},
    "customers_sure_return": {"en": "Register this return?", "zh": "确认登记退货？"},
    "customers_sure_cancel": {"en": "Cancel this order?", "zh": "确认取消订单？"},
    "customers_sure_address": {"en": "Send it elsewhere?", "zh": "确认修改地址？"},
    "customers_yes_refund": {"en": "Yes, refund", "zh": "确认退款"},
    "customers_yes_return": {"en": "Yes, register it", "zh": "确认登记"},
    "customers_yes_cancel": {"en": "Yes, cancel it", "zh": "确认取消"},
    "customers_yes_address": {"en": "Yes, change it", "zh": "确认修改"},
    "customers_no": {"en": "No, leave it", "zh": "不，保持不变"},
    "customers_done_refund": {"en": "Refunded", "zh": "已退款"},
    "customers_done_return": {"en": "Return registered", "zh": "退货已登记"},
    "customers_done_cancel": {"en": "Order cancelled", "zh": "订单已取消"},
    "customers_done_address": {"en": "Address changed", "zh": "地址已修改"},
    "customers_done_hint": {
        "en": "It is done for order {number}. The customer has not been told yet.",
        "zh": "订单 {number} 已处理完成，尚未通知客户。",
    },
    "customers_see_order": {"en": "See order {number}", "zh": "查看订单 {number}"},
    "customers_not_told": {
        "en": "Nothing is sent to the customer by this; you get a sentence for your reply.",
        "zh": "此操作不会向客户发送消息，完成后会为您准备一句回复。",
    },
    "customers_sentence": {
        "en": "A sentence for your reply, in the customer's language:",
        "zh": "可用于回复的句子（使用客户的语言）：",
    },
    "customers_sentence_take": {"en": "Put it into my reply", "zh": "放入回复框"},
    "customers_to_chat": {"en": "Back to the conversation", "zh": "返回会话"},
    "customers_look": {"en": "Look at what will happen", "zh": "下一步：确认内容"},
    "customers_paid": {"en": "Paid", "zh": "已付"},
    "customers_given": {"en": "Back or promised", "zh": "已退或待退"},
    "customers_left": {"en": "Can be refunded", "zh": "可退金额"},
    "customers_amount": {"en": "Amount in {currency}", "zh": "金额（{currency}）"},
    "customers_amount_most": {"en": "Up to {most}.", "zh": "最多 {most}。"},
    "customers_amount_limited": {
        "en": "You may refund up to {most} of this order now; a supervisor may refund more.",
        "zh": "此订单您现在最多可退 {most}，超出部分请联系主管。",
    },
    "customers_reason_refund": {"en": "Why it is refunded", "zh": "退款原因"},
    "customers_reason_return": {"en": "Why it goes back", "zh": "退货原因"},
    "customers_up_to": {"en": "up to {count}", "zh": "最多 {count} 件"},
    "customers_field_street": {"en": "Street and number", "zh": "街道门牌"},
    "customers_field_postcode": {"en": "Postcode", "zh": "邮编"},
    "customers_field_city": {"en": "Town", "zh": "城市"},
    "customers_field_country": {"en": "Country", "zh": "国家"},
    "customers_reason_is": {"en": "Reason: {reason}", "zh": "原因：{reason}"},
    "customers_refund_will": {
        "en": "{amount} goes back to the customer for order {number}.",
        "zh": "将为订单 {number} 向客户退款 {amount}。",
    },
    "customers_refund_rest": {
        "en": "Afterwards {rest} of the order can still be refunded.",
        "zh": "此后该订单还可退款 {rest}。",
    },
    "customers_return_will": {
        "en": "A return of {quantity} × {item} from order {number} is registered.",
        "zh": "将登记订单 {number} 的退货：{item} × {quantity}。",
    },
    "customers_return_refund": {
        "en": "The customer gets {refund} back once it has arrived, by {due} at the latest.",
        "zh": "商品寄回后，最迟于{due}前向客户退款 {refund}。",
    },
    "customers_cancel_will": {
        "en": "Order {number} is cancelled for good: {items}.",
        "zh": "订单 {number} 将被取消且无法恢复：{items}。",
    },
    "customers_cancel_back": {
        "en": "What was paid, {back}, goes back to the customer.",
        "zh": "已付款 {back} 将退还客户。",
    },
    "customers_cancel_stock": {
        "en": "The pieces go back into the stock.",
        "zh": "商品将退回库存。",
    },
    "customers_address_will": {
        "en": "Order {number} goes to: {address}.",
        "zh": "订单 {number} 将寄往：{address}。",
    },
    "customers_address_before": {"en": "Until now: {address}.", "zh": "原地址：{address}。"},
    "customers_address_only": {
        "en": "Only this order changes, not the customer's own address.",
        "zh": "仅修改此订单，不影响客户资料中的地址。",
    },
    "customers_problem_amount": {
        "en": "Give an amount such as 12.50, without a sign for thousands.",
        "zh": "请输入金额，例如 12.50，不要使用千位分隔符。",
    },
    "customers_problem_more_than_left": {
        "en": "Only {left} can still be refunded.",
        "zh": "最多还可退款 {left}。",
    },
    "customers_problem_no_refund": {
        "en": "Nothing of this order can be refunded.",
        "zh": "此订单无可退金额。",
    },
    "customers_problem_limit": {
        "en": "You may refund up to {limit} of one order; ask a supervisor for more.",
        "zh": "每笔订单您最多可退 {limit}，超出部分请联系主管。",
    },
    "customers_problem_above_limit": {
        "en": "This is more than you may refund; ask a supervisor. Nothing was done.",
        "zh": "超出您的退款权限，请联系主管。未执行任何操作。",
    },
    "customers_problem_reason": {"en": "Give a reason.", "zh": "请填写原因。"},
    "customers_problem_line": {
        "en": "Choose an item of this order.",
        "zh": "请选择此订单中的商品。",
    },
    "customers_problem_no_return": {
        "en": "This item cannot go back: not delivered yet, too late, or all of it went back.",
        "zh": "该商品无法退货：尚未送达、已超过期限或已全部退回。",
    },
    "customers_problem_quantity": {
        "en": "Between 1 and {most} of this item can go back.",
        "zh": "该商品可退 1 至 {most} 件。",
    },
    "customers_problem_no_cancel": {
        "en": "It is too late to cancel this order.",
        "zh": "此订单已无法取消。",
    },
    "customers_problem_no_address": {
        "en": "It is too late to change the address of this order.",
        "zh": "此订单已无法修改地址。",
    },
    "customers_problem_address": {
        "en": "Fill in street, postcode, town and country, each on one line.",
        "zh": "请填写街道、邮编、城市和国家，每项一行。",
    },
    "customers_problem_same_address": {
        "en": "This is the address it has already.",
        "zh": "与当前地址相同。",
    },
    "customers_problem_changed": {
        "en": "The order has changed meanwhile, so this is no longer possible. Nothing was done.",
        "zh": "订单状态已变化，无法执行此操作。未执行任何操作。",
    },
    "customers_problem_other": {
        "en": "That could not be done as it was filled in. Nothing was done.",
        "zh": "填写内容有误，未执行任何操作。",
    },
    "customers_say_refund": {
        "en": "I have refunded {amount} for your order {number}. It goes back the way you paid.",
        "zh": "我已为您的订单 {number} 退款 {amount}，款项将原路退回。",
    },
    "customers_say_return": {
        "en": "I have registered your return {number} for {item}. Once it has arrived you get "
        "{refund} back, by {due} at the latest.",
        "zh": "我已为您登记退货 {number}（{item}）。收到商品后将退款 {refund}，最迟不晚于{due}。",
    },
    "customers_say_cancel": {
        "en": "I have cancelled your order {number}.",
        "zh": "我已为您取消订单 {number}。",
    },
    "customers_say_address": {
        "en": "Your order {number} now goes to {address}.",
        "zh": "您的订单 {number} 现在将寄往 {address}。",
    },
    "customers_say_status": {
        "en": "The status of your order {number}: {status}.",
        "zh": "您的订单 {number} 当前状态：{status}。",
    },
    "customers_say_late": {
        "en": "Your order {number} is with {carrier}, tracking number {tracking}. It was expected "
        "{due} and is late; I am sorry about that.",
        "zh": "您的订单 {number} 由 {carrier} 配送，运单号 {tracking}。原预计{due}送达，现已延误，"
        "非常抱歉。",
    },
    "customers_say_track": {
        "en": "Your order {number} is on its way with {carrier}, tracking number {tracking}. It "
        "should arrive by {due}.",
        "zh": "您的订单 {number} 正由 {carrier} 配送，运单号 {tracking}，预计{due}前送达。",
    },
}
