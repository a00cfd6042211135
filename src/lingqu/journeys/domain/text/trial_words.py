"""What a trial of a journey is told with, in both languages."""

from typing import Final

from lingqu.kernel.languages import Language

TRIAL: Final = {
    Language.ZH: {
        "waits": "还在等",
        "ends": "结束：{reason}",
        "should_end": "应该结束于：{reason}",
        "should_wait": "应该还在等",
        "not_reached": "没有走到",
        "instead": "应该是 {step}",
        "not_sent": "没有发出",
        "sent_else": "发出于 {at}，应该是 {should}",
        "sent_too": "也发出了",
    },
    Language.EN: {
        "waits": "still waits",
        "ends": "ends: {reason}",
        "should_end": "should end: {reason}",
        "should_wait": "should still wait",
        "not_reached": "was not reached",
        "instead": "should be {step}",
        "not_sent": "was not sent",
        "sent_else": "was sent {at}, should be {should}",
        "sent_too": "was sent too",
    },
}
