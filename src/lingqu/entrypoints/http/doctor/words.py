"""What the doctor says, in Chinese and English: for each finding the detail, and how to mend it ("" for nothing)."""

from collections.abc import Mapping
from typing import Literal

Language = Literal["zh", "en"]

WORDS: Mapping[tuple[str, str], Mapping[Language, tuple[str, str]]] = {
    ("credentials", "taken"): {
        "zh": ("企业微信接受了应用凭证,应用:{app}", ""),
        "en": ("WeCom takes the credentials of the app {app}", ""),
    },
    ("credentials", "taken_by_token"): {
        "zh": ("企业微信接受了企业 ID 和 Secret", ""),
        "en": ("WeCom takes corpid and secret", ""),
    },
    ("credentials", "not_connected"): {
        "zh": ("尚未连接企业", "在「企业连接」页填写企业 ID、AgentId 和 Secret。"),
        "en": ("No corp is connected", "Enter corpid, AgentId and Secret on the connection page."),
    },
    ("credentials", "app_disabled"): {
        "zh": ("应用 {app} 已停用", "在企业微信管理后台「应用管理」中启用该应用。"),
        "en": ("The app {app} is disabled", "Enable it in WeCom's console under 应用管理 (app management)."),
    },
    ("credentials", "unreachable"): {
        "zh": ("连不上企业微信的接口", "检查本机到 qyapi.weixin.qq.com 的网络、代理和防火墙,稍后再检查。"),
        "en": ("WeCom's interface cannot be reached", "Check network, proxy and firewall to qyapi.weixin.qq.com."),
    },
    ("credentials", "bad_corpid"): {
        "zh": ("企业 ID 不正确(错误码 {errcode})", "从「我的企业 › 企业信息」底部重新复制企业 ID。"),
        "en": ("The corpid is wrong (errcode {errcode})", "Copy 企业ID again from 我的企业 › 企业信息."),
    },
    ("credentials", "bad_agentid"): {
        "zh": ("AgentId 与 Secret 不属于同一个应用(错误码 {errcode})", "从同一个应用的详情页复制 AgentId 和 Secret。"),
        "en": (
            "AgentId and Secret belong to different apps (errcode {errcode})",
            "Copy both from the page of one and the same app.",
        ),
    },
    ("credentials", "bad_secret"): {
        "zh": (
            "企业微信拒绝了 Secret(错误码 {errcode}),已暂停调用以免出口 IP 被封",
            "在应用详情页重新查看 Secret,在「企业连接」页保存一次即恢复调用。",
        ),
        "en": (
            "WeCom refuses the secret (errcode {errcode}); calls are paused, lest our address be blocked",
            "Copy the Secret again from the app's page and save it on the connection page: calls resume at once.",
        ),
    },
    ("visible_range", "seen"): {
        "zh": ("{members} 名成员可以添加客户且在应用可见范围内", ""),
        "en": ("{members} members may add customers and are visible to the app", ""),
    },
    ("visible_range", "empty"): {
        "zh": ("应用的可见范围是空的", "在应用详情页编辑「可见范围」,加入使用客户联系的部门。"),
        "en": ("The app's visible range is empty", "Edit 可见范围 on the app's page: add the departments concerned."),
    },
    ("visible_range", "no_follow_users"): {
        "zh": (
            "可见范围内没有开通客户联系的成员",
            "在「客户联系 › 权限配置 › 使用范围」加入成员,并确认他们在应用可见范围内。",
        ),
        "en": (
            "Nobody in the visible range may add customers",
            "Add members under 客户联系 › 权限配置 › 使用范围, and see that the app's visible range holds them.",
        ),
    },
    ("visible_range", "not_callable"): {
        "zh": (
            "应用没有客户联系接口的权限(错误码 {errcode})",
            "在「客户联系 › 权限配置 › 可调用接口的应用」勾选本应用。",
        ),
        "en": (
            "The app may not call customer contact (errcode {errcode})",
            "Tick this app under 客户联系 › 权限配置 › 可调用接口的应用.",
        ),
    },
    ("visible_range", "unseen"): {
        "zh": ("目前看不到可见范围", "先解决上面的问题,再检查一次。"),
        "en": ("The visible range cannot be seen now", "Mend what is above, then look again."),
    },
    ("trusted_ip", "trusted"): {
        "zh": ("企业微信接受来自本机出口 IP 的调用", ""),
        "en": ("WeCom takes calls from our address", ""),
    },
    ("trusted_ip", "untrusted"): {
        "zh": ("企业微信拒绝来自 {ip} 的调用", "在应用详情页「企业可信IP」加入 {ip},约一分钟后生效。"),
        "en": (
            "WeCom refuses calls from {ip}",
            "Add {ip} under 企业可信IP (trusted IPs) on the app's page; it takes about a minute.",
        ),
    },
    ("trusted_ip", "unseen"): {
        "zh": ("目前看不出可信 IP 是否配置", "先解决上面的问题,再检查一次。"),
        "en": ("Whether our address is trusted cannot be seen now", "Mend what is above, then look again."),
    },
    ("callback", "arriving"): {
        "zh": ("回调正常到达,最近一次:{last_at}", ""),
        "en": ("Callbacks arrive; the last one: {last_at}", ""),
    },
    ("callback", "private_url"): {
        "zh": (
            "企业微信访问不到 {url}",
            "把 LINGQU_PUBLIC_URL 设为公网可访问的 https 地址,重启后重新粘贴回调 URL。",
        ),
        "en": (
            "WeCom cannot reach {url}",
            "Set LINGQU_PUBLIC_URL to an https address the internet can reach, restart, paste the callback URL again.",
        ),
    },
    ("callback", "unreachable"): {
        "zh": ("从本机访问 {url} 没有得到正确回应", "检查域名解析、反向代理是否把 /callbacks/ 原样转发到本服务。"),
        "en": (
            "{url} does not answer as it should, asked from here",
            "Check the name's address, and that the reverse proxy passes /callbacks/ on unchanged.",
        ),
    },
    ("callback", "not_configured"): {
        "zh": (
            "回调地址可用,但企业微信还没有验证过它",
            "在应用详情页「接收消息 › 设置API接收」粘贴 URL、Token、EncodingAESKey,并勾选「外部联系人变更回调」。",
        ),
        "en": (
            "The callback URL works, but WeCom has not checked it yet",
            "Paste URL, Token and key under 接收消息 › 设置API接收 on the app's page, and tick 外部联系人变更回调.",
        ),
    },
    ("callback", "none_yet"): {
        "zh": (
            "企业微信验证过回调地址,但还没有任何回调",
            "确认已勾选「外部联系人变更回调」,再用手机扫一个渠道码试试。",
        ),
        "en": (
            "WeCom has checked the URL, but no callback has come",
            "See that 外部联系人变更回调 is ticked, then scan a channel's code with a phone.",
        ),
    },
    ("callback", "quiet"): {
        "zh": ("超过一天没有回调,最近一次:{last_at}", "若这期间有客户添加,请检查应用的接收消息配置是否被改动。"),
        "en": (
            "No callback for more than a day; the last one: {last_at}",
            "If customers were added since, see whether the app's receiving was changed.",
        ),
    },
    ("callback", "not_connected"): {
        "zh": ("尚未连接企业", "先在「企业连接」页连接企业。"),
        "en": ("No corp is connected", "Connect one on the connection page first."),
    },
    ("console_welcome", "free"): {
        "zh": ("最近 {adds} 次渠道添加都带有欢迎语凭证", ""),
        "en": ("The last {adds} adds through channels carried a welcome code", ""),
    },
    ("console_welcome", "swallowed"): {
        "zh": (
            "最近 {adds} 次渠道添加中有 {without_code} 次没有欢迎语凭证,涉及成员:{members}",
            "在「客户联系 › 加客户 › 欢迎语」删除对这些成员生效的后台欢迎语,否则灵渠发不出欢迎语。",
        ),
        "en": (
            "{without_code} of the last {adds} adds through channels came without a welcome code; members: {members}",
            "Remove the console's own welcome for them under 客户联系 › 加客户 › 欢迎语: it swallows the code.",
        ),
    },
    ("console_welcome", "no_adds"): {
        "zh": ("最近七天没有渠道添加,看不出后台欢迎语是否冲突", ""),
        "en": ("Nobody was added through a channel in seven days: nothing to see yet", ""),
    },
    ("groupchats", "shown"): {
        "zh": ("{groups} 个客户群都能读到", ""),
        "en": ("All {groups} customer groups can be read", ""),
    },
    ("groupchats", "hidden"): {
        "zh": (
            "{groups} 个客户群中有 {hidden} 个读不到",
            "在应用详情页编辑「可见范围」,加入这些群的群主;群主见「客户群」页。",
        ),
        "en": (
            "{hidden} of {groups} customer groups cannot be read",
            "Add their owners to 可见范围 on the app's page; the page of customer groups names them.",
        ),
    },
    ("groupchats", "not_read"): {
        "zh": ("客户群没有读完({error})", "先解决上面的问题,再在「企业连接」页重新同步。"),
        "en": ("Customer groups were not read to the end ({error})", "Mend what is above, then sync again."),
    },
    ("groupchats", "none_yet"): {
        "zh": ("还没有读到客户群", ""),
        "en": ("No customer group has been read yet", ""),
    },
    ("database", "well"): {
        "zh": ("PostgreSQL {version},设置正确", ""),
        "en": ("PostgreSQL {version}, well set up", ""),
    },
    ("database", "broken"): {
        "zh": ("数据库设置有问题:{codes}({observed})", "{mend}"),
        "en": ("The database is not set up right: {codes} ({observed})", "{mend}"),
    },
    ("database", "unseen"): {
        "zh": ("看不到数据库", "检查数据库是否在运行。"),
        "en": ("The database cannot be seen", "See whether it runs."),
    },
    ("search", "well"): {
        "zh": ("中文搜索可用", ""),
        "en": ("Chinese search works", ""),
    },
    ("search", "broken"): {
        "zh": ("中文搜索不可用:{codes}({observed})", "{mend}"),
        "en": ("Chinese search does not work: {codes} ({observed})", "{mend}"),
    },
    ("search", "unseen"): {
        "zh": ("看不到数据库", "检查数据库是否在运行。"),
        "en": ("The database cannot be seen", "See whether it runs."),
    },
    ("clock", "right"): {
        "zh": ("本机时钟与企业微信相差 {seconds} 秒", ""),
        "en": ("Our clock is {seconds} s from WeCom's", ""),
    },
    ("clock", "off"): {
        "zh": ("本机时钟与企业微信相差 {seconds} 秒", "开启时间同步(NTP):欢迎语只有 20 秒。"),
        "en": ("Our clock is {seconds} s from WeCom's", "Turn on NTP: a greeting has 20 seconds."),
    },
    ("clock", "far_off"): {
        "zh": ("本机时钟与企业微信相差 {seconds} 秒,欢迎语会被判为超时", "立即校准本机时间并开启时间同步(NTP)。"),
        "en": (
            "Our clock is {seconds} s from WeCom's: greetings will count as too late",
            "Set the machine's time now, and turn on NTP.",
        ),
    },
    ("clock", "accelerated"): {
        "zh": ("演示时钟按倍速运行,不与企业微信比较", ""),
        "en": ("The demo's clock runs faster than the world's and is not compared", ""),
    },
    ("clock", "unseen"): {
        "zh": ("看不到企业微信的时间", "连通企业微信接口后再检查。"),
        "en": ("WeCom's time cannot be seen", "Look again once WeCom can be reached."),
    },
    ("worker", "working"): {
        "zh": ("{workers} 个工作进程在运行", ""),
        "en": ("{workers} workers are at work", ""),
    },
    ("worker", "never"): {
        "zh": ("没有工作进程:回调会收下,但不会处理", "运行 lingqu up,或在另一个进程运行 lingqu worker。"),
        "en": (
            "No worker: callbacks are stored, and nothing is done with them",
            "Run lingqu up, or lingqu worker in a process of its own.",
        ),
    },
    ("worker", "silent"): {
        "zh": ("工作进程已 {seconds} 秒没有心跳", "查看工作进程日志并重启它;欢迎语正在超时。"),
        "en": (
            "No worker has signed for {seconds} s",
            "See the worker's log and start it again: greetings are running late.",
        ),
    },
    ("grants", "current"): {
        "zh": ("{on} 个自动标签或阶段已开启,没有待同步的标签", ""),
        "en": ("{on} automatic tags and stages are on; nothing waits for WeCom", ""),
    },
    ("grants", "waiting"): {
        "zh": ("{marks} 个自动标签待同步到企业微信,约需 {minutes} 分钟", ""),
        "en": ("{marks} automatic tags are on the way to WeCom, for about {minutes} minutes", ""),
    },
    ("grants", "stuck"): {
        "zh": (
            "{marks} 个自动标签待同步到企业微信,最早的已等待超过一天",
            "确认有工作进程在运行;数量确实很大时,可调高 LINGQU_GRANT_MARKS_PER_MINUTE。",
        ),
        "en": (
            "{marks} automatic tags wait for WeCom, some for more than a day",
            "See that a worker runs; where there are so many, LINGQU_GRANT_MARKS_PER_MINUTE may be raised.",
        ),
    },
    ("grants", "late"): {
        "zh": ("自动标签落后 {facts_behind} 条事实(最多数到十万)", "确认有工作进程在运行;若繁忙,可增加工作进程。"),
        "en": (
            "Automatic tags are {facts_behind} facts (counted to 100,000) behind",
            "See that a worker runs; where workers are busy, more of them may help.",
        ),
    },
    ("grants", "looped"): {
        "zh": (
            "最近一天有 {looped} 个自动标签互相触发形成循环,已自动截断",
            "打开相关人群,调整条件或换一个标签,使它们不再互相影响。",
        ),
        "en": (
            "{looped} automatic tags set each other off in a circle within the last day; the circle was cut",
            "Open the segments, and change a condition or a tag so that they stop answering each other.",
        ),
    },
    ("grants", "none_yet"): {
        "zh": ("还没有开启自动标签或阶段", ""),
        "en": ("No automatic tag or stage is on", ""),
    },
    ("history", "current"): {
        "zh": ("历史库({version})已跟上:落后 {rows_behind} 条事实,{seconds_behind} 秒", ""),
        "en": ("History ({version}) keeps up: {rows_behind} facts and {seconds_behind} s behind", ""),
    },
    ("history", "rebuilding"): {
        "zh": ("历史库({version})可用,正在旁边重建,还差 {rebuild_rows_behind} 条事实(最多数到十万)", ""),
        "en": (
            "History ({version}) serves; a copy built beside it lacks {rebuild_rows_behind} facts (counted to 100,000)",
            "",
        ),
    },
    ("history", "late"): {
        "zh": (
            "历史库落后 {rows_behind} 条事实(最多数到十万),{seconds_behind} 秒",
            "查看工作进程是否繁忙;可增加工作进程。",
        ),
        "en": (
            "History is {rows_behind} facts (counted to 100,000) and {seconds_behind} s behind",
            "See whether the workers are busy; more of them may help.",
        ),
    },
    ("history", "filling"): {
        "zh": (
            "历史库正在首次抄录,还差 {rows_behind} 条事实(最多数到十万);历史条件与分析暂不可用",
            "等待抄录完成;若没有进展,请确认有工作进程在运行。",
        ),
        "en": (
            "History is being filled and lacks {rows_behind} facts (counted to 100,000): questions over it must wait",
            "Wait; if nothing moves, see whether a worker is at work.",
        ),
    },
    ("history", "down"): {
        "zh": (
            "历史库没有应答,{rows_behind} 条事实在等待;历史条件与分析不可用,其他功能照常",
            "lingqu up 会重新启动它:查看数据目录下 history/child.log;使用 ClickHouse 时检查 LINGQU_CLICKHOUSE_URL。",
        ),
        "en": (
            "History does not answer, {rows_behind} facts wait; questions over history fail, all else works",
            "lingqu up starts it again: see history/child.log in the data folder; with a ClickHouse, check its URL.",
        ),
    },
    ("history", "off"): {
        "zh": ("历史库已关闭:历史条件与分析不可用", "需要时设置 LINGQU_HISTORY=on。"),
        "en": ("History is turned off: questions over it cannot be asked", "Set LINGQU_HISTORY=on if you want them."),
    },
    ("history", "missing"): {
        "zh": ("本机装不了内嵌历史库:历史条件与分析不可用", "用 LINGQU_CLICKHOUSE_URL 指定一个 ClickHouse。"),
        "en": (
            "The embedded history does not exist for this machine: questions over it cannot be asked",
            "Name a ClickHouse with LINGQU_CLICKHOUSE_URL.",
        ),
    },
    ("segments", "current"): {
        "zh": ("{segments} 个人群已跟上:落后 {facts_behind} 条事实,{seconds_behind} 秒", ""),
        "en": ("{segments} segments keep up: {facts_behind} facts and {seconds_behind} s behind", ""),
    },
    ("segments", "building"): {
        "zh": ("{segments} 个人群中有 {building} 个正在计算成员,其余已跟上", ""),
        "en": ("The members of {building} of {segments} segments are being found; the others are current", ""),
    },
    ("segments", "late"): {
        "zh": (
            "人群成员落后 {facts_behind} 条事实(最多数到十万),{seconds_behind} 秒",
            "确认有工作进程在运行且历史库有应答;若工作进程繁忙,可增加工作进程。",
        ),
        "en": (
            "Members of segments are {facts_behind} facts (counted to 100,000) and {seconds_behind} s behind",
            "See that a worker runs and that history answers; where workers are busy, more of them may help.",
        ),
    },
    ("segments", "none_yet"): {
        "zh": ("还没有人群", ""),
        "en": ("There are no segments yet", ""),
    },
    ("disk", "room"): {
        "zh": ("磁盘剩余 {free_gb} GB,共 {total_gb} GB", ""),
        "en": ("{free_gb} GB of {total_gb} GB are free", ""),
    },
    ("disk", "tight"): {
        "zh": ("磁盘仅剩 {free_gb} GB,共 {total_gb} GB", "清理磁盘或扩容。"),
        "en": ("Only {free_gb} GB of {total_gb} GB are free", "Make room, or add some."),
    },
    ("disk", "full"): {
        "zh": ("磁盘即将写满:仅剩 {free_gb} GB", "立即清理或扩容:写满后回调将无法保存。"),
        "en": (
            "The disk is nearly full: {free_gb} GB are free",
            "Make room now: callbacks cannot be stored on a full disk.",
        ),
    },
}
