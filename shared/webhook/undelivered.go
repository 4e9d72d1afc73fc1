package webhook

import (
	"strings"

	"importchecker/shared/edition"
)

// Undelivered says why nothing was delivered: by a stable code, and in both languages.
type Undelivered struct {
	Code string
	Text edition.Text
}

// What deliveries and webhooks are kept with when nothing was delivered. What follows one
// that ends in a space is part of it: a number, or a sentence of its own.
const (
	saidTimeout        = "no answer in time"
	saidRedirect       = "redirects are not followed"
	saidStatus         = "status "
	saidUnresolved     = "the host name cannot be resolved"
	saidChallengeLate  = "the webhook's challenge was not answered in time"
	saidChallengeOther = "the webhook has answered another challenge"
	saidRemoved        = "the webhook was removed"
	saidDisabled       = "the webhook is disabled: "
	saidSecret         = "the webhook's secret cannot be read; give it another"
	saidNoEvent        = "there is no such event"
	saidGone           = "it answered that it is gone (410)"
	saidSilent         = "nothing could be delivered for a day; at last: "
)

// undelivered has the code and the Chinese of each.
var undelivered = []struct{ said, code, zh string }{
	{saidTimeout, "timeout", "未在时限内应答"},
	{saidRedirect, "redirect", "应答为重定向，不予跟随"},
	{saidStatus, "status", "应答状态码为"},
	{saidUnresolved, "unresolved", "主机名无法解析"},
	{ErrAddress.Error(), "not_public", "地址不属于公共互联网"},
	{ErrUnanswered.Error(), "challenge_not_repeated", "应答未复述验证码"},
	{saidChallengeLate, "challenge_late", "未在时限内通过地址验证"},
	{saidChallengeOther, "challenge_other", "已通过另一次地址验证"},
	{saidRemoved, "removed", "推送地址已删除"},
	{saidDisabled, "disabled", "推送地址已停用："},
	{saidSecret, "secret", "密钥无法读取，请更换"},
	{saidNoEvent, "no_event", "事件不存在"},
	{saidGone, "gone", "对方应答该地址已不存在（410）"},
	{saidSilent, "silent", "一天内均未送达；最后一次："},
}

// Why explains what was kept of a failure. What a network says of itself is quoted.
func Why(said string) Undelivered {
	for _, u := range undelivered {
		rest, ok := strings.CutPrefix(said, u.said)
		if !ok || rest != "" && !strings.HasSuffix(u.said, " ") {
			continue
		}
		text := edition.Text{EN: said, ZH: u.zh}
		if strings.HasSuffix(u.said, ": ") && rest != "" {
			cause := Why(rest).Text
			text = edition.Text{EN: u.said + cause.EN, ZH: u.zh + cause.ZH}
		} else if rest != "" {
			text.ZH += " " + rest
		}
		return Undelivered{u.code, text}
	}
	switch {
	case strings.Contains(said, "connection refused"):
		return Undelivered{"refused", edition.Text{EN: "the connection was refused", ZH: "连接被拒绝"}}
	case strings.Contains(said, "x509:") || strings.Contains(said, "tls:"):
		return Undelivered{"certificate", edition.Text{EN: said, ZH: "证书或加密连接无效：“" + said + "”"}}
	}
	return Undelivered{"network", edition.Text{EN: said, ZH: "网络或应答有误：“" + said + "”"}}
}

// UndeliveredCodes are all codes that Why returns.
func UndeliveredCodes() []string {
	codes := make([]string, 0, len(undelivered)+3)
	for _, u := range undelivered {
		codes = append(codes, u.code)
	}
	return append(codes, "refused", "certificate", "network")
}
