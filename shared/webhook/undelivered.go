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

// undelivered are the sentences that deliveries and webhooks are kept with. What follows
// one that ends in a space is part of it: a number, or a sentence of its own.
var undelivered = []struct{ said, code, zh string }{
	{"no answer in time", "timeout", "未在时限内应答"},
	{"redirects are not followed", "redirect", "应答为重定向，不予跟随"},
	{"status ", "status", "应答状态码为"},
	{"the host name cannot be resolved", "unresolved", "主机名无法解析"},
	{ErrAddress.Error(), "not_public", "地址不属于公共互联网"},
	{ErrUnanswered.Error(), "challenge_not_repeated", "应答未复述验证码"},
	{"the webhook's challenge was not answered in time", "challenge_late", "未在时限内通过地址验证"},
	{"the webhook has answered another challenge", "challenge_other", "已通过另一次地址验证"},
	{"the webhook was removed", "removed", "推送地址已删除"},
	{"the webhook is disabled: ", "disabled", "推送地址已停用："},
	{"the webhook's secret cannot be read; give it another", "secret", "密钥无法读取，请更换"},
	{"there is no such event", "no_event", "事件不存在"},
	{"it answered that it is gone (410)", "gone", "对方应答该地址已不存在（410）"},
	{"nothing could be delivered for a day; at last: ", "silent", "一天内均未送达；最后一次："},
}

// Why explains what was kept of a failure. What a network says of itself is quoted.
func Why(said string) Undelivered {
	for _, u := range undelivered {
		rest, ok := strings.CutPrefix(said, u.said)
		if !ok || rest != "" && !strings.HasSuffix(u.said, " ") {
			continue
		}
		if strings.HasSuffix(u.said, ": ") && rest != "" {
			rest = Why(rest).Text.ZH
		} else if rest != "" {
			rest = " " + rest
		}
		return Undelivered{u.code, edition.Text{EN: said, ZH: u.zh + rest}}
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
