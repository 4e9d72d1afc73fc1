package problem

import (
	"strconv"

	"importchecker/shared/edition"
)

// sentences has the sentence of each problem and each error. The caller fills in the
// formatting verbs in their order.
var sentences = map[Code]edition.Text{
	InvalidRequest: {
		EN: "Errors found: %d, each with its place in errors. Nothing was decided or stored.",
		ZH: "共 %d 处错误，位置见 errors。未作判定，也未保存。"},
	EmptyBody: {
		EN: "Send a JSON object as the body.",
		ZH: "请以 JSON 对象作为正文。"},
	InvalidJSON: {
		EN: "The JSON cannot be read at byte %d: %s.",
		ZH: "JSON 在第 %d 字节处无法解析：%s。"},
	InvalidUTF8: {
		EN: "The bytes at offset %d are not UTF-8. Send JSON in UTF-8.",
		ZH: "偏移 %d 处的字节不是 UTF-8。请以 UTF-8 编码发送 JSON。"},
	TooDeep: {
		EN: "Values are nested more than %d deep.",
		ZH: "嵌套超过 %d 层。"},
	InvalidBase64: {
		EN: "The event says that its body is base64, and it is not.",
		ZH: "事件标明正文为 base64，但无法解码。"},
	InvalidCursor: {
		EN: "Use next_cursor as it was given, with the same filters and the same caller, or start again without a cursor.",
		ZH: "请原样使用 next_cursor，并保持相同的筛选条件和调用者；或不带游标重新开始。"},
	InvalidKey: {
		EN: "Idempotency-Key has 1 to 255 visible ASCII characters, bare or in double quotes.",
		ZH: "Idempotency-Key 为 1 至 255 个可见 ASCII 字符，可加双引号。"},

	BodyBroken: {
		EN: "The body ended early, or its chunks are malformed. Send the request again.",
		ZH: "正文提前结束或分块格式有误，请重新发送请求。"},
	InvalidEvent: {
		EN: "The event is not one that API Gateway makes of an HTTP request (payload format 2.0).",
		ZH: "该事件不是 API Gateway 由 HTTP 请求生成的事件（负载格式 2.0）。"},

	Unauthenticated: {
		EN: "Send a token as Authorization: Bearer ….",
		ZH: "请以 Authorization: Bearer … 提供令牌。"},
	TokenRefused: {
		EN: "The token was not accepted: it is malformed, expired, or not from the issuer that is trusted here.",
		ZH: "令牌未被接受：格式有误、已过期，或不是由此处信任的签发者签发。"},
	Forbidden: {
		EN: "The token does not carry the scope that this route needs.",
		ZH: "令牌不具备此路径所需的权限范围。"},

	NotFound: {
		EN: "There is nothing at this path. /openapi.yaml describes the paths there are.",
		ZH: "此路径不存在。可用路径见 /openapi.yaml。"},
	MethodNotAllow: {
		EN: "This path takes %s.",
		ZH: "此路径支持 %s。"},
	CodeUnknown: {
		EN: "%s is not in the tariff of %s, nor in any earlier nomenclature held here.",
		ZH: "%s 不在 %s 的税则中，也不在此处收录的任何早期目录中。"},
	CodeOutdated: {
		EN: "%s is no longer in the tariff of %s. It was in %s; candidates has the codes that may have replaced it.",
		ZH: "%s 已不在 %s 的税则中，曾见于 %s；candidates 列出其可能的后继编码。"},
	NoTariffEdition: {
		EN: "No edition of the tariff is held for %s. Held: %s.",
		ZH: "未收录 %s 施行的税则。已收录：%s。"},
	ChannelUnknown: {
		EN: "There is no channel with this id. GET /v1/channels lists them.",
		ZH: "没有此编号的渠道。渠道见 GET /v1/channels。"},
	ListUnknown: {
		EN: "There is no list with this id. GET /v1/lists lists them.",
		ZH: "没有此编号的清单。清单见 GET /v1/lists。"},
	EditionUnknown: {
		EN: "The list has no edition %s. It has: %s.",
		ZH: "该清单没有 %s 版。现有版本：%s。"},
	NoSector: {
		EN: "%s is not a code of %s. GET /v1/sectors?q= finds sectors by words.",
		ZH: "%s 不是 %s 的编码。可用 GET /v1/sectors?q= 按文字查找。"},
	NoSubmission: {
		EN: "You have no submission with this id.",
		ZH: "您没有此编号的提交记录。"},
	NoImport: {
		EN: "The list has no import with this id.",
		ZH: "该清单没有此编号的导入记录。"},
	NoWebhook: {
		EN: "You have no webhook with this id.",
		ZH: "您没有此编号的回调地址。"},
	NoCatalogue: {
		EN: "You have no catalogue with this id. Catalogues are deleted seven days after they end.",
		ZH: "您没有此编号的目录，或已超过保存期限（结束后七天）。"},
	TooManyCatalogues: {
		EN: "You have %d catalogues in progress, which is the maximum. Wait for one to end, or cancel one.",
		ZH: "您已有 %d 个目录正在处理，达到上限。请等待其中一个完成，或取消一个。"},
	NoEvent: {
		EN: "You have no event with this id. GET /v1/events lists yours.",
		ZH: "您没有此编号的事件。您的事件见 GET /v1/events。"},

	KeyReused: {
		EN: "This key was used before with another body. Use a new key for a new request.",
		ZH: "此幂等键此前已用于不同正文。新请求请使用新的键。"},

	EmptyFile: {
		EN: "Send the annex as the body of the request, as the file was published.",
		ZH: "请以公布的附件文件原样作为请求正文。"},
	FileDamaged: {
		EN: "Bytes of the file were lost, since it was sent as text. Send it with Content-Type: application/octet-stream.",
		ZH: "文件以文本方式发送，部分字节已丢失。请以 Content-Type: application/octet-stream 发送。"},
	ListFixed: {
		EN: "The list %s is part of the program, and cannot be imported.",
		ZH: "清单 %s 内置于程序，不接受导入。"},
	ImportRefused: {
		EN: "The parameters do not fit the annex. Errors found: %d, each with its place in errors. Nothing was stored.",
		ZH: "关于附件的说明有 %d 处不符，位置见 errors。未保存任何内容。"},
	AnnexRefused: {
		EN: "Problems in the annex: %d, each with its place in the file. Nothing was stored. errors has up to 100 of them; report has all.",
		ZH: "附件有 %d 处问题，均注明文件中的位置。未保存任何内容。errors 最多列出 100 处，全部见 report。"},
	EditionInvalid: {
		EN: "The edition cannot be stored or published; errors says why.",
		ZH: "该版本无法保存或发布，原因见 errors。"},
	DiffChanged: {
		EN: "The hash is not that of what publishing would change now. Review the difference again, and send the current diff_hash.",
		ZH: "发布将产生的变化与所给哈希不符。请重新查看差异，并填写当前的 diff_hash。"},
	FindingsOpen: {
		EN: "Nothing was published. These findings prevent it: %s. List in accept those that you accept; the others must be corrected.",
		ZH: "未发布。存在以下检查结果：%s。请在 accept 中列出您接受的项目；其余必须改正。"},
	ImportAmended: {
		EN: "Edition %s amends this one and would keep its content. Withdraw that edition first.",
		ZH: "%s版调整该版，并会沿用其内容。请先撤回调整版。"},
	ImportWithdrawn: {
		EN: "The import was withdrawn and cannot be published. Import the annex again.",
		ZH: "该导入已撤回，不能发布。请重新导入附件。"},
	EditionDamaged: {
		EN: "In list %s, the stored edition %s is damaged: it differs from what was stored. Import the same annex again, or withdraw its import.",
		ZH: "清单 %s 已保存的 %s 版与保存时不一致。请重新导入同一附件，或撤回该导入。"},
	TooManyWebhooks: {
		EN: "You have %d webhooks, which is the maximum. Remove one first.",
		ZH: "您已有 %d 个回调地址，达到上限。请先删除一个。"},
	WebhookDisabled: {
		EN: "A disabled webhook receives nothing. PATCH enables it again.",
		ZH: "已停用的回调地址不会收到通知。请先以 PATCH 重新启用。"},
	WebhookPending: {
		EN: "A webhook that has not answered its challenge receives nothing else. POST …/challenge sends another.",
		ZH: "回调地址通过验证之前，只会收到验证请求。可用 POST …/challenge 重新发送。"},
	WebhookActive: {
		EN: "The webhook has answered its challenge, and events are delivered to it. A new URL is challenged again.",
		ZH: "该回调地址已通过验证，正常接收通知。更换网址后须重新验证。"},

	FileTooLarge: {
		EN: "A file may have at most 4 MiB.",
		ZH: "文件最多 4 MiB。"},
	EncodedFile: {
		EN: "Send the file as it is, without a content encoding.",
		ZH: "请原样发送文件，不使用内容编码。"},
	FormUpload: {
		EN: "The file was sent as a form. Send the file itself as the body: curl --data-binary @annex.xlsx, not -F.",
		ZH: "文件以表单方式发送。请将文件本身作为正文发送：用 curl --data-binary @annex.xlsx，而不是 -F。"},
	BodyTooLarge: {
		EN: "The body may have at most 1 MiB.",
		ZH: "正文最多 1 MiB。"},
	BatchTime: {
		EN: "The request ran out of time before this item. Send the item again.",
		ZH: "请求时间已到，尚未处理此项，请就此项重新提交。"},
	BatchFull: {
		EN: "The answers to the previous items fill the response. Check this item again in another request.",
		ZH: "前面各项的结果已占满一次响应的容量，请就此项重新提交。"},
	UnsupportedMedia: {
		EN: "Send the body as Content-Type: application/json in UTF-8, without a content encoding.",
		ZH: "请以 Content-Type: application/json（UTF-8，无内容编码）发送正文。"},

	RecordDamaged: {
		EN: "The stored submission is damaged: the hash of its newest decision is not the recorded one. It is not shown. Quote the correlation id when you report it.",
		ZH: "该提交的存储内容与保存时不一致：最新决定与所记录的哈希值不符，故不予显示。报告问题时请附上 correlation_id。"},
	Internal: {
		EN: "Something failed on our side. Quote the correlation id when you report it.",
		ZH: "服务内部出错。报告问题时请附上 correlation_id。"},
	Unavailable: {
		EN: "The storage does not answer at the moment. The request may or may not have taken effect; with an Idempotency-Key it is safe to send it again.",
		ZH: "存储暂时无响应，无法确定请求是否已生效；带 Idempotency-Key 时可安全重试。"},

	Required: {
		EN: "This is required.",
		ZH: "此项必填。"},
	UnknownField: {
		EN: "There is no such field here.",
		ZH: "此处没有这个字段。"},
	DuplicateField: {
		EN: "The field is given more than once.",
		ZH: "字段重复出现。"},
	WrongType: {
		EN: "The value is %s; it must be %s.",
		ZH: "类型不符：得到%s，应为%s。"},
	OutOfRange: {
		EN: "The value must be %s.",
		ZH: "取值应%s。"},
	TooLong: {
		EN: "At most %v characters.",
		ZH: "最多 %v 个字符。"},
	TooFew: {
		EN: "At least %v.",
		ZH: "至少 %v 个。"},
	TooMany: {
		EN: "At most %v.",
		ZH: "最多 %v 个。"},
	Repeated: {
		EN: "A value is repeated.",
		ZH: "有重复的值。"},
	NotAllowed: {
		EN: "The value must be one of: %s.",
		ZH: "取值应为下列之一：%s。"},
	ControlCharacter: {
		EN: "Control characters are not accepted.",
		ZH: "不接受控制字符。"},
	InvalidCode: {
		EN: "A customs code has 2, 4, 6, 8 or 10 digits, zeros kept, with dots or spaces between them if you like: 0409.00.00.",
		ZH: "海关商品编码为 2、4、6、8 或 10 位数字，保留前导零，可用点或空格分隔，如 0409.00.00。"},
	ExactlyOne: {
		EN: "Give exactly one of: %s.",
		ZH: "请提供且仅提供其中一项：%s。"},
	InvalidSector: {
		EN: "Write %s.",
		ZH: "请填写%s。"},
	InvalidDate: {
		EN: "Write a calendar day that exists, such as 2026-03-01.",
		ZH: "请填写存在的日期，如 2026-03-01。"},
	InvalidAmount: {
		EN: "Write a decimal with at most two places and no sign, as a string, such as \"129.00\".",
		ZH: "请以字符串填写最多两位小数、不带符号的金额，如 \"129.00\"。"},
	CurrencyUnsupported: {
		EN: "Only CNY is accepted: limits and taxes are set in renminbi, and no exchange rate is held here.",
		ZH: "仅接受 CNY：限值与税款以人民币计，此处不提供汇率。"},
	BeforeFirstEdition: {
		EN: "The first known edition took effect on %s; earlier days cannot be answered.",
		ZH: "已知的最早版本自 %s 起施行，无法回答更早的日期。"},
	UnknownFact: {
		EN: "There is no such fact. Known facts: %s.",
		ZH: "没有这项事实。可用的有：%s。"},
	UnknownChannel: {
		EN: "There is no such channel. Known channels: %s.",
		ZH: "没有这个渠道。可用的有：%s。"},
	UnknownCountry: {
		EN: "Write a country by its ISO 3166-1 code, such as NZ, or by its name.",
		ZH: "请以 ISO 3166-1 代码（如 NZ）或名称填写国家或地区。"},
	UnknownParameter: {
		EN: "This route has no such query parameter.",
		ZH: "此路径没有这个查询参数。"},
	RepeatedParameter: {
		EN: "The query parameter is given more than once.",
		ZH: "查询参数重复出现。"},
	InvalidEdition: {
		EN: "The id of an edition has 1 to 64 letters, digits, hyphens, dots or underscores.",
		ZH: "版本编号为 1 至 64 个字母、数字、连字符、点或下划线。"},
	InvalidURL: {
		EN: "Write an absolute https address with at most 2048 characters, without a user, a password or a fragment.",
		ZH: "请填写最多 2048 个字符的完整 https 地址，不含用户名、密码和片段。"},
	URLPort: {
		EN: "The port must be 443, or one above 1023.",
		ZH: "端口须为 443 或大于 1023。"},
	URLAddress: {
		EN: "The address is not one of the public internet.",
		ZH: "该地址不是公共互联网地址。"},
	Misfit: {
		EN: "This does not fit: %s.",
		ZH: "不符：%s。"},
	AnnexProblem: {
		EN: "In the annex: %s.",
		ZH: "附件：%s。"},
	FindingOpen: {
		EN: "%s: %s",
		ZH: "%s：%s"},
	InvalidQuery: {
		EN: "The query string cannot be read.",
		ZH: "查询字符串无法解析。"},
}

// Texts that are inserted into sentences.
var (
	EndsEarly     = edition.Text{EN: "the text ends too early", ZH: "内容提前结束"}
	AfterTheValue = edition.Text{EN: "something follows the value", ZH: "值之后还有多余内容"}

	AnObject    = edition.Text{EN: "an object", ZH: "对象"}
	AnArray     = edition.Text{EN: "an array", ZH: "数组"}
	AString     = edition.Text{EN: "a string", ZH: "字符串"}
	ANumber     = edition.Text{EN: "a number", ZH: "数字"}
	TooFine     = edition.Text{EN: "a number with more decimals", ZH: "小数位过多的数字"}
	AWhole      = edition.Text{EN: "a whole number", ZH: "整数"}
	AThousandth = edition.Text{EN: "a number with at most three decimals", ZH: "最多三位小数的数字"}
	ABoolean    = edition.Text{EN: "true or false", ZH: "布尔值（true 或 false）"}
	ANull       = edition.Text{EN: "null", ZH: "空值（null）"}
)

// Within returns the words for a range of whole numbers.
func Within(lo, hi int64) edition.Text {
	l, h := strconv.FormatInt(lo, 10), strconv.FormatInt(hi, 10)
	return edition.Text{EN: "from " + l + " to " + h, ZH: "介于 " + l + " 至 " + h + " 之间"}
}

// AtLeast returns the words for a lower bound.
func AtLeast(bound string) edition.Text {
	return edition.Text{EN: "at least " + bound, ZH: "不小于 " + bound}
}

// AtMost returns the words for an upper bound.
func AtMost(bound string) edition.Text {
	return edition.Text{EN: "at most " + bound, ZH: "不大于 " + bound}
}
