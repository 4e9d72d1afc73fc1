package webhook

import (
	"strings"

	"importchecker/shared/edition"
)

// Undelivered is the reason why nothing was delivered: a stable code, and a text in both languages.
type Undelivered struct {
	Code string
	Text edition.Text
}

// The reasons as stored with deliveries and webhooks. One that ends in a space is followed by a number or
// another reason.
const (
	reasonTimeout        = "no answer in time"
	reasonRedirect       = "redirects are not followed"
	reasonStatus         = "status "
	reasonUnresolved     = "the host name cannot be resolved"
	reasonChallengeLate  = "the webhook's challenge was not answered in time"
	reasonChallengeOther = "the webhook has answered another challenge"
	reasonRemoved        = "the webhook was removed"
	reasonDisabled       = "the webhook is disabled: "
	reasonSecret         = "the webhook's secret cannot be read; give it another"
	reasonNoEvent        = "there is no such event"
	reasonGone           = "it answered that it is gone (410)"
	reasonSilent         = "nothing could be delivered for a day; at last: "
)

// undelivered has the code and the Chinese text of each reason.
var undelivered = []struct{ reason, code, zh string }{
	{reasonTimeout, "timeout", "未在时限内应答"},
	{reasonRedirect, "redirect", "应答为重定向，不予跟随"},
	{reasonStatus, "status", "应答状态码为"},
	{reasonUnresolved, "unresolved", "主机名无法解析"},
	{ErrAddress.Error(), "not_public", "地址不属于公共互联网"},
	{ErrUnanswered.Error(), "challenge_not_repeated", "应答未复述验证码"},
	{reasonChallengeLate, "challenge_late", "未在时限内通过地址验证"},
	{reasonChallengeOther, "challenge_other", "已通过另一次地址验证"},
	{reasonRemoved, "removed", "推送地址已删除"},
	{reasonDisabled, "disabled", "推送地址已停用："},
	{reasonSecret, "secret", "密钥无法读取，请更换"},
	{reasonNoEvent, "no_event", "事件不存在"},
	{reasonGone, "gone", "对方应答该地址已不存在（410）"},
	{reasonSilent, "silent", "一天内均未送达；最后一次："},
}

// Why explains a stored reason. Errors of the network are quoted.
func Why(reason string) Undelivered {
	for _, u := range undelivered {
		rest, ok := strings.CutPrefix(reason, u.reason)
		if !ok || rest != "" && !strings.HasSuffix(u.reason, " ") {
			continue
		}
		text := edition.Text{EN: reason, ZH: u.zh}
		if strings.HasSuffix(u.reason, ": ") && rest != "" {
			cause := Why(rest).Text
			text = edition.Text{EN: u.reason + cause.EN, ZH: u.zh + cause.ZH}
		} else if rest != "" {
			text.ZH += " " + rest
		}
		return Undelivered{u.code, text}
	}
	switch {
	case strings.Contains(reason, "connection refused"):
		return Undelivered{"refused", edition.Text{EN: "the connection was refused", ZH: "连接被拒绝"}}
	case strings.Contains(reason, "x509:") || strings.Contains(reason, "tls:"):
		return Undelivered{"certificate", edition.Text{EN: reason, ZH: "证书或加密连接无效：“" + reason + "”"}}
	}
	return Undelivered{"network", edition.Text{EN: reason, ZH: "网络或应答有误：“" + reason + "”"}}
}

// UndeliveredCodes returns all codes that Why returns.
func UndeliveredCodes() []string {
	codes := make([]string, 0, len(undelivered)+3)
	for _, u := range undelivered {
		codes = append(codes, u.code)
	}
	return append(codes, "refused", "certificate", "network")
}
