"""Accounts of points in words: whose they are, what earns, what it is spent on, and when it is gone."""

from __future__ import annotations

from gridperf.rulebook.accounts import Account, AfterAge, AgeInDays, AtEnd, Earning, Goods, Reset
from gridperf.rulebook.numbers import number
from gridperf.rulebook.words.base import Words, both, quoted, tells

__all__ = ()


@tells(Earning)
def _earning(words: Words, part: Earning) -> str:
    lot = both("每计 1", "for each") if part.lot is None else both(f"每满 {part.lot}", f"for every full {part.lot}")
    most = (
        both("不封顶", "without end")
        if isinstance(part.up_to, str)
        else both(f"每期最多 {number(part.up_to)}", f"at most {number(part.up_to)} in a period")
    )
    measured = words.measure(part.measure, part.where)
    return both(f"{measured}，{lot} 得 {number(part.each)}，{most}", f"{measured}: {number(part.each)} {lot}, {most}")


@tells(Goods)
def _goods(words: Words, part: Goods) -> str:
    said = [both(f"每份 {number(part.price)}", f"{number(part.price)} each")]
    if part.stock is not None:
        said.append(both(f"每期 {part.stock} 份", f"{part.stock} in a period"))
    if part.each_person is not None:
        said.append(both(f"每人每期至多 {part.each_person} 份", f"at most {part.each_person} a person in a period"))
    for every, count in part.stock_in.items():
        span = words.choice("every", every)
        said.append(both(f"每{span} {count} 份", f"{count} in a {span}"))
    for every, count in part.each_person_in.items():
        span = words.choice("every", every)
        said.append(both(f"每人每{span}至多 {count} 份", f"at most {count} a person in a {span}"))
    return both("，", ", ").join(said)


@tells(AfterAge)
def _after_age(_words: Words, part: AfterAge) -> str:
    return both(f"取得后 {part.periods} 期内有效，逾期作废", f"they expire {part.periods} periods after they were earned")


@tells(AgeInDays)
def _age_in_days(_words: Words, part: AgeInDays) -> str:
    return both(f"所得周期结束后 {part.days} 天内有效，逾期作废", f"they expire {part.days} days after the period they were earned in")


@tells(AtEnd)
def _at_end(words: Words, part: AtEnd) -> str:
    return both(
        f"每{words.choice('every', part.at_end_of)}末清零",
        f"what is left expires at the end of every {words.choice('every', part.at_end_of)}",
    )


@tells(Reset)
def _reset(words: Words, part: Reset) -> str:
    return both(
        f"{part.name}（{part.clause}）：{words.say(part.when)}的，{words.choice('clears', part.clears)}",
        f"{part.name} ({part.clause}): {words.say(part.when)}: {words.choice('clears', part.clears)}",
    )


@tells(Account)
def _account(words: Words, part: Account) -> str:
    every = words.choice("every", part.of)
    said = [both(f"按{every}记账，自 {part.opens} 起，单位{part.unit}", f"kept by the {every} from {part.opens}, in {part.unit}")]
    if part.roles != "all":
        said.append(both(f"只有{'、'.join(part.roles)}有", f"for {', '.join(part.roles)} only"))
    said += [both(f"{one.name}（{one.clause}）：{words.say(one)}", f"{one.name} ({one.clause}): {words.say(one)}") for one in part.earn]
    if part.up_to is not None:
        most = number(part.up_to)
        said.append(
            both(f"以上每期合计最多 {most}，超出的从后面的减", f"together at most {most} in a period, the last losing what is over")
        )
    said += [both(f"兑换{quoted(name)}：{words.say(goods)}", f"{quoted(name)}: {words.say(goods)}") for name, goods in part.goods.items()]
    said.append(both("长期有效", "nothing expires") if isinstance(part.expires, str) else words.say(part.expires))
    if part.reset is not None:
        said.append(words.say(part.reset))
    return both("；", "; ").join(said)
