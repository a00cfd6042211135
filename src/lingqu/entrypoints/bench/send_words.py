"""What the brand of `lingqu bench send` calls its two broadcasts and says in them."""

NAME = "周末会员日 {round}"
TEXT = "周末到店满 300 减 60,凭本消息核销(第 {round} 轮)。"
