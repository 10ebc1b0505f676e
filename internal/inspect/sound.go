package inspect

import "strings"

// sound is a site in which the self-inspection finds nothing on the day of the
// examples; each rule's wrong example spoils it in one place.
const sound = `$ gongkai check --inspect
-- content/site.toml --
title    = "示例县统计局政府信息公开"
base_url = "https://tjj.example.gov.cn/"
[agency]
name       = "示例县统计局"
code       = "00001434-9"
telephone  = "0000-0000000"
host       = "示例县统计局"
[identity]
site_id = "0000000001"
icp     = "豫ICP备00000000号-1"
police  = "豫公网安备 00000000000000号"
conac   = "00000000000000000000000000000000"
[[column]]
path        = "disclosure/notices"
name        = "通知公告"
description = "本机关发布的通知和公告"
keywords    = ["通知", "公告"]
freshness   = "policy"
[[column]]
path        = "disclosure/finance"
name        = "财政资金"
description = "预算、决算和资金使用"
keywords    = ["预算", "决算"]
-- content/guide/index.md --
+++
title = "政府信息公开指南"
date  = 2024-01-02
+++
政府信息的分类和编排体系、获取方式如下。工作机构为示例县统计局，办公地址为示例县示例路1号，
办公时间为工作日，联系电话和传真0000-0000000，另有电子邮箱。
-- content/disclosure/notices/2024-05-28-1.md --
+++
title = "关于统计开放日的通知"
date  = 2024-05-28
+++
统计开放日为6月1日。
`

// spoilt is the sound site with some words put for others.
func spoilt(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(sound) }

// with is the sound site with a notice more.
func with(front, text string) string {
	return sound + "-- content/disclosure/notices/2024-05-29-1.md --\n+++\ntitle = \"关于数据解读会的通知\"\ndate  = 2024-05-29\n" + front + "+++\n" + text + "\n"
}
