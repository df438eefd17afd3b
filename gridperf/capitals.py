"""An amount of yuan and its spelling in capitals (人民币大写) say the same to the fen, or there is no spelling.

The rules are those for bills and settlement vouchers (支付结算办法, 附一 正确填写票据和结算凭证的基本规定):

* 零壹贰叁肆伍陆柒捌玖, 拾佰仟万亿, 元角分, 整 (or 正); 人民币 stands in front without a gap; 10–19 begin with 壹拾;
* zeros inside the figure, however many, are one 零; zeros at the end of a group are none;
* where the place of 元 (or 万) is 0 and the place after it is not, 零 may be written or left out: this module writes
  it before 角 and leaves it out after 万;
* 整 follows 元, may follow 角 (this module writes it, so that nothing can be added behind), and never follows 分.
"""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = ["from_capitals", "to_capitals"]

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_LIMIT = 10**16
_WRITTEN = re.compile(
    r"(?:人民币)?(?P<minus>负)?(?:(?P<yuan>[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]+)元)?零?(?:(?P<jiao>[壹贰叁肆伍陆柒捌玖])角)?零?(?:(?P<fen>[壹贰叁肆伍陆柒捌玖])分)?[整正]?"
)


def to_capitals(amount: Decimal, *, prefix: str = "人民币") -> str:
    """Return *amount*, in yuan, spelled in capitals.

    Args:
        amount: yuan with at most two digits after the point; below 10 quadrillion (10^16) in size.
        prefix: what stands in front.

    Raises:
        ValueError: if *amount* has a fraction of a fen or is too large: it is never rounded here.
    """
    fen = abs(amount) * 100
    if fen != int(fen) or fen >= _LIMIT * 100:
        message = f"{amount} is not a whole number of fen below {_LIMIT} yuan"
        raise ValueError(message)
    yuan, rest = divmod(int(fen), 100)
    jiao, last = divmod(rest, 10)
    text = f"{_whole(yuan)}元" if yuan or not rest else ""
    if jiao:
        text += ("零" if yuan and yuan % 10 == 0 else "") + f"{_DIGITS[jiao]}角"
    elif last and yuan:
        text += "零"
    text += f"{_DIGITS[last]}分" if last else "整"
    return f"{prefix}{'负' if amount < 0 else ''}{text}"


def from_capitals(text: str) -> Decimal:
    """Return the amount a spelling in capitals stands for; every form the rules accept is read.

    Raises:
        ValueError: if *text* is no such spelling.
    """
    found = _WRITTEN.fullmatch(text)
    if not found or not (found["yuan"] or found["jiao"] or found["fen"]):
        message = f"'{text}' is no amount in capitals"
        raise ValueError(message)
    jiao, fen = (_DIGITS.index(found[place]) if found[place] else 0 for place in ("jiao", "fen"))
    value = Decimal(_read(found["yuan"] or "零") * 100 + jiao * 10 + fen).scaleb(-2)
    return -value if found["minus"] else value


def _whole(value: int) -> str:
    """Return the whole number *value* in capitals."""
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        if value >= unit:
            high, low = divmod(value, unit)
            gap = "零" if 0 < low < unit // 10 else ""
            return _whole(high) + name + gap + (_whole(low) if low else "")
    text, zero = "", False
    for place in (3, 2, 1, 0):
        digit = value // 10**place % 10
        if digit:
            text += ("零" if zero and text else "") + _DIGITS[digit] + _PLACES[place]
        zero = digit == 0
    return text or "零"


def _read(text: str) -> int:
    """Return the whole number spelled by *text*."""
    for name, unit in (("亿", 10**8), ("万", 10**4)):
        if name in text:
            high, low = text.rsplit(name, 1) if name == "亿" else text.split(name, 1)
            return _read(high) * unit + (_read(low) if low else 0)
    value = digit = 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS.index(sign)
        else:
            value += digit * 10 ** _PLACES.index(sign)
            digit = 0
    return value + digit
