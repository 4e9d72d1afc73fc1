package webhook_test

import (
	"slices"
	"testing"

	"importchecker/shared/webhook"
)

func TestWhy(t *testing.T) {
	for said, want := range map[string]struct{ code, en, zh string }{
		"no answer in time": {"timeout", "no answer in time", "未在时限内应答"},
		"status 503":        {"status", "status 503", "应答状态码为 503"},
		"the webhook is disabled: nothing could be delivered for a day; at last: status 404": {"disabled",
			"the webhook is disabled: nothing could be delivered for a day; at last: status 404",
			"推送地址已停用：一天内均未送达；最后一次：应答状态码为 404"},
		"the webhook is disabled: nothing could be delivered for a day; at last: dial tcp 203.0.113.1:443: connect: connection refused": {
			"disabled", "the webhook is disabled: nothing could be delivered for a day; at last: the connection was refused",
			"推送地址已停用：一天内均未送达；最后一次：连接被拒绝"},
		"it answered that it is gone (410)": {"gone", "it answered that it is gone (410)", "对方应答该地址已不存在（410）"},
		webhook.ErrUnanswered.Error(): {"challenge_not_repeated", "the answer does not repeat the challenge",
			"应答未复述验证码"},
		"dial tcp 203.0.113.1:443: connect: connection refused": {"refused", "the connection was refused", "连接被拒绝"},
		"tls: failed to verify certificate: x509: expired": {"certificate", "tls: failed to verify certificate: x509: expired",
			"证书或加密连接无效：“tls: failed to verify certificate: x509: expired”"},
		"no answer in time, they say": {"network", "no answer in time, they say", "网络或应答有误：“no answer in time, they say”"},
	} {
		got := webhook.Why(said)
		if got.Code != want.code || got.Text.EN != want.en || got.Text.ZH != want.zh {
			t.Errorf("%q: %+v", said, got)
		}
		if !slices.Contains(webhook.UndeliveredCodes(), got.Code) {
			t.Errorf("%s is not among the codes", got.Code)
		}
	}
}
