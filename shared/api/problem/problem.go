package problem

import (
	"fmt"
	"maps"
	"slices"

	"importchecker/shared/api/language"
	"importchecker/shared/api/wire"
	"importchecker/shared/edition"
)

// Code is the public, stable name of a problem, or of one error in a request.
// Sentences may be reworded; codes are not.
type Code string

// The problems: the reasons to refuse a whole request.
const (
	InvalidRequest Code = "invalid_request" // fields or parameters are wrong; errors names each of them
	EmptyBody      Code = "empty_body"      // the request has no body
	InvalidJSON    Code = "invalid_json"    // the body is not one JSON value (RFC 8259)
	InvalidUTF8    Code = "invalid_utf8"    // the body is not UTF-8
	TooDeep        Code = "too_deep"        // values are nested deeper than any request needs
	InvalidBase64  Code = "invalid_base64"  // the gateway's encoding of the body is damaged
	InvalidCursor  Code = "invalid_cursor"  // not issued for this collection, these filters and this caller
	InvalidKey     Code = "invalid_idempotency_key"
	BodyBroken     Code = "body_broken"   // the transfer of the body ended early or its chunks are malformed
	InvalidEvent   Code = "invalid_event" // the event is not from an HTTP API; no caller sees this

	Unauthenticated Code = "unauthenticated" // no token
	TokenRefused    Code = "token_refused"   // the authorizer rejects the token; deployed, API Gateway answers
	Forbidden       Code = "forbidden"       // the token does not have the scope

	NotFound        Code = "not_found" // no such path
	MethodNotAllow  Code = "method_not_allowed"
	CodeUnknown     Code = "code_unknown"      // the tariff never had this code, as far as is known
	CodeOutdated    Code = "code_outdated"     // the tariff had this code; candidates say what became of it
	NoTariffEdition Code = "no_tariff_edition" // no edition of the tariff is held for the day
	ChannelUnknown  Code = "channel_unknown"
	ListUnknown     Code = "list_unknown"
	EditionUnknown  Code = "edition_unknown"
	NoSector        Code = "sector_unknown"       // the classification has no such code
	NoSubmission    Code = "submission_not_found" // there is none, or it is another seller's
	NoImport        Code = "import_not_found"
	NoWebhook       Code = "webhook_not_found"   // there is none, or it is another seller's
	NoEvent         Code = "event_not_found"     // there is none, or it is another seller's
	NoCatalogue     Code = "catalogue_not_found" // there is none, or it is another seller's

	KeyReused Code = "idempotency_key_reused" // the key belongs to a request with another body

	EmptyFile         Code = "empty_file"        // the request has no annex
	FileDamaged       Code = "file_damaged"      // characters of the annex were lost in transfer
	ListFixed         Code = "list_not_imported" // the list is part of the program
	ImportRefused     Code = "import_refused"    // parameters do not fit the annex; errors names each
	AnnexRefused      Code = "annex_refused"     // the annex has problems; errors and the report have their places
	EditionInvalid    Code = "edition_invalid"   // the edition could never be published
	DiffChanged       Code = "diff_changed"      // the difference is not the one that was reviewed
	FindingsOpen      Code = "findings_not_accepted"
	ImportWithdrawn   Code = "import_withdrawn"
	ImportAmended     Code = "import_amended"  // another edition amends it
	EditionDamaged    Code = "edition_damaged" // a stored edition does not match its hash
	TooManyWebhooks   Code = "too_many_webhooks"
	TooManyCatalogues Code = "too_many_catalogues" // too many unfinished catalogues
	WebhookDisabled   Code = "webhook_disabled"
	WebhookPending    Code = "webhook_pending" // it has not answered its challenge
	WebhookActive     Code = "webhook_active"  // it has answered its challenge

	BodyTooLarge     Code = "body_too_large"
	FileTooLarge     Code = "file_too_large"
	FormUpload       Code = "form_upload" // a file that was sent as a form
	EncodedFile      Code = "unsupported_encoding"
	BatchTime        Code = "batch_time" // an item that was not decided in the time of the request
	BatchFull        Code = "batch_full" // an item whose answer does not fit into the response
	UnsupportedMedia Code = "unsupported_media_type"

	RecordDamaged Code = "submission_damaged" // a stored decision does not match its hash
	Internal      Code = "internal"           // the log has the detail under the correlation id
	Unavailable   Code = "unavailable"        // storage does not answer for now
)

// The errors: what is wrong with one field or parameter.
const (
	Required            Code = "required"
	UnknownField        Code = "unknown_field"
	DuplicateField      Code = "duplicate_field"
	WrongType           Code = "wrong_type"
	OutOfRange          Code = "out_of_range"
	TooLong             Code = "too_long"
	TooFew              Code = "too_few"
	TooMany             Code = "too_many"
	Repeated            Code = "repeated"
	NotAllowed          Code = "not_allowed"
	ControlCharacter    Code = "control_character"
	ExactlyOne          Code = "exactly_one"  // of several fields
	InvalidCode         Code = "invalid_code" // not a customs code
	InvalidSector       Code = "invalid_sector_code"
	InvalidDate         Code = "invalid_date"
	InvalidAmount       Code = "invalid_amount"
	CurrencyUnsupported Code = "currency_unsupported"
	BeforeFirstEdition  Code = "as_of_before_first_edition"
	UnknownFact         Code = "unknown_fact"
	UnknownChannel      Code = "unknown_channel"
	UnknownCountry      Code = "unknown_country"
	UnknownParameter    Code = "unknown_parameter"
	RepeatedParameter   Code = "repeated_parameter"
	InvalidQuery        Code = "invalid_query"
	InvalidEdition      Code = "invalid_edition_id"
	InvalidURL          Code = "invalid_url"
	URLPort             Code = "url_port_not_allowed"
	URLAddress          Code = "url_address_not_public"
	Misfit              Code = "does_not_fit"         // the value contradicts what is known or the rest of the request
	AnnexProblem        Code = "annex_problem"        // a problem of the annex, with its place in the file
	FindingOpen         Code = "finding_not_accepted" // a finding that prevents publishing
)

// kind is the status and title of the problems of a code.
type kind struct {
	status int
	title  edition.Text
}

// kinds has the problems; sentences, in sentence.go, has their details and those of
// the errors.
var kinds = map[Code]kind{
	InvalidRequest: {400, edition.Text{EN: "The request has errors", ZH: "请求有误"}},
	EmptyBody:      {400, edition.Text{EN: "The request has no body", ZH: "请求没有正文"}},
	InvalidJSON:    {400, edition.Text{EN: "The body is not JSON", ZH: "正文不是有效的 JSON"}},
	InvalidUTF8:    {400, edition.Text{EN: "The body is not UTF-8", ZH: "正文不是 UTF-8 编码"}},
	TooDeep:        {400, edition.Text{EN: "The body is nested too deeply", ZH: "正文嵌套过深"}},
	InvalidBase64:  {400, edition.Text{EN: "The body is not base64", ZH: "正文不是有效的 base64"}},
	InvalidCursor:  {400, edition.Text{EN: "The cursor is not valid", ZH: "游标无效"}},
	InvalidKey:     {400, edition.Text{EN: "The idempotency key is malformed", ZH: "幂等键格式有误"}},
	BodyBroken:     {400, edition.Text{EN: "The body did not arrive whole", ZH: "正文未完整送达"}},
	InvalidEvent:   {400, edition.Text{EN: "Not a request of an HTTP API", ZH: "不是 HTTP API 请求"}},

	Unauthenticated: {401, edition.Text{EN: "Sign in first", ZH: "请先登录"}},
	TokenRefused:    {403, edition.Text{EN: "The token was refused", ZH: "令牌未被接受"}},
	Forbidden:       {403, edition.Text{EN: "Not permitted", ZH: "无权访问"}},

	NotFound:        {404, edition.Text{EN: "Not found", ZH: "未找到"}},
	CodeUnknown:     {404, edition.Text{EN: "Unknown code", ZH: "编码不存在"}},
	CodeOutdated:    {404, edition.Text{EN: "Outdated code", ZH: "编码已失效"}},
	NoTariffEdition: {404, edition.Text{EN: "No tariff held for this day", ZH: "未收录该日的税则"}},
	ChannelUnknown:  {404, edition.Text{EN: "Unknown channel", ZH: "渠道不存在"}},
	ListUnknown:     {404, edition.Text{EN: "Unknown list", ZH: "清单不存在"}},
	EditionUnknown:  {404, edition.Text{EN: "Unknown edition", ZH: "版本不存在"}},
	NoSector:        {404, edition.Text{EN: "Unknown sector", ZH: "行业不存在"}},
	NoSubmission:    {404, edition.Text{EN: "Submission not found", ZH: "未找到提交记录"}},
	NoImport:        {404, edition.Text{EN: "Import not found", ZH: "未找到导入记录"}},
	NoWebhook:       {404, edition.Text{EN: "Webhook not found", ZH: "未找到回调地址"}},
	NoCatalogue:     {404, edition.Text{EN: "Catalogue not found", ZH: "未找到目录"}},
	NoEvent:         {404, edition.Text{EN: "Event not found", ZH: "未找到事件"}},
	MethodNotAllow:  {405, edition.Text{EN: "Method not allowed", ZH: "不支持该方法"}},

	KeyReused: {422, edition.Text{EN: "Idempotency key reused", ZH: "幂等键已用于其他请求"}},

	EmptyFile:         {400, edition.Text{EN: "There is no file", ZH: "没有文件"}},
	FileDamaged:       {400, edition.Text{EN: "The file was damaged on the way", ZH: "文件在传输中受损"}},
	ListFixed:         {422, edition.Text{EN: "The list cannot be imported", ZH: "该清单不接受导入"}},
	ImportRefused:     {422, edition.Text{EN: "The parameters do not fit", ZH: "导入参数不符"}},
	AnnexRefused:      {422, edition.Text{EN: "The annex has problems", ZH: "附件存在问题"}},
	EditionInvalid:    {422, edition.Text{EN: "The edition is not valid", ZH: "版本无效"}},
	DiffChanged:       {409, edition.Text{EN: "The difference has changed", ZH: "差异已发生变化"}},
	FindingsOpen:      {409, edition.Text{EN: "Findings prevent publication", ZH: "存在未接受的检查结果"}},
	ImportAmended:     {409, edition.Text{EN: "Another edition amends this one", ZH: "另有版本调整该版"}},
	ImportWithdrawn:   {409, edition.Text{EN: "The import was withdrawn", ZH: "该导入已撤回"}},
	EditionDamaged:    {500, edition.Text{EN: "A stored edition is damaged", ZH: "已保存的版本受损"}},
	TooManyCatalogues: {429, edition.Text{EN: "Too many catalogues", ZH: "目录过多"}},
	TooManyWebhooks:   {409, edition.Text{EN: "Too many webhooks", ZH: "回调地址过多"}},
	WebhookDisabled:   {409, edition.Text{EN: "The webhook is disabled", ZH: "回调地址已停用"}},
	WebhookPending:    {409, edition.Text{EN: "The webhook has not answered its challenge", ZH: "回调地址尚未通过验证"}},
	WebhookActive:     {409, edition.Text{EN: "The webhook has answered its challenge", ZH: "回调地址已通过验证"}},

	FileTooLarge:     {413, edition.Text{EN: "The file is too large", ZH: "文件过大"}},
	FormUpload:       {415, edition.Text{EN: "A form instead of a file", ZH: "以表单代替了文件"}},
	EncodedFile:      {415, edition.Text{EN: "Unsupported content encoding", ZH: "不支持的内容编码"}},
	BodyTooLarge:     {413, edition.Text{EN: "The body is too large", ZH: "正文过大"}},
	BatchTime:        {503, edition.Text{EN: "The batch ran out of time", ZH: "批次处理时间已到"}},
	BatchFull:        {413, edition.Text{EN: "The batch is full", ZH: "批次已满"}},
	UnsupportedMedia: {415, edition.Text{EN: "Unsupported media type", ZH: "不支持的媒体类型"}},

	RecordDamaged: {500, edition.Text{EN: "A stored submission is damaged", ZH: "已保存的提交受损"}},
	Internal:      {500, edition.Text{EN: "Internal error", ZH: "内部错误"}},
	Unavailable:   {503, edition.Text{EN: "Temporarily unavailable", ZH: "暂时不可用"}},
}

// Codes returns the codes of all problems and errors, in alphabetical order.
func Codes() []Code { return slices.Sorted(maps.Keys(sentences)) }

// Status returns the HTTP status of a problem; 0 for an error within a request.
func (c Code) Status() int { return kinds[c].status }

// Title returns the title of a problem; blank for an error within a request.
func (c Code) Title() edition.Text { return kinds[c].title }

// Sentence returns the sentence of a code, with its formatting verbs.
func (c Code) Sentence() edition.Text { return sentences[c] }

// Problem is the problem that a request is answered with (RFC 9457).
type Problem struct {
	Code    Code
	detail  edition.Text
	Faults  []fault
	Members func(*wire.Writer) // extension members
	Header  map[string]string
}

// New returns the problem of a code, its sentence filled with args.
func New(c Code, args ...any) *Problem {
	return &Problem{Code: c, detail: sentence(c, args...)}
}

// At returns a problem that is also the only error, at a pointer.
func At(pointer string, c Code, args ...any) *Problem {
	p := New(c, args...)
	p.Faults = []fault{{pointer, c, p.detail}}
	return p
}

// With sets a header of the answer.
func (p *Problem) With(name, value string) *Problem {
	if p.Header == nil {
		p.Header = make(map[string]string)
	}
	p.Header[name] = value
	return p
}

// urn is the prefix of problem types. They are names, not addresses.
const urn = "urn:problem:import-checker:"

// WriteProblem writes the problem document in a language.
func WriteProblem(w *wire.Writer, p *Problem, l language.Language, correlationID string) {
	k := kinds[p.Code]
	w.Begin('{')
	w.Str("type", urn+string(p.Code))
	w.Str("title", l.In(k.title))
	w.Int("status", int64(k.status))
	w.Str("code", string(p.Code))
	w.Str("detail", l.In(p.detail))
	w.NonEmpty("correlation_id", correlationID)
	w.Array("errors")
	for _, f := range p.Faults {
		w.Begin('{')
		w.Str("pointer", f.Pointer)
		w.Str("code", string(f.Code))
		w.Str("detail", l.In(f.detail))
		w.End('}')
	}
	w.End(']')
	if p.Members != nil {
		p.Members(w)
	}
	w.End('}')
}

// fault is one error in a request.
type fault struct {
	Pointer string // JSON pointer into the body; /query/name and /path/name for parameters
	Code    Code
	detail  edition.Text
}

// The largest numbers of errors that are listed for a request, and for an item of a
// batch.
const (
	maxFaults     = 100
	maxItemFaults = 20
)

// Faults collects the errors of a request.
type Faults struct {
	List   []fault
	More   int  // errors that are not listed
	OfItem bool // the errors are of one item in a batch
}

// Add adds an error at a pointer, its sentence filled with args.
func (f *Faults) Add(pointer string, c Code, args ...any) {
	if !f.full() {
		f.List = append(f.List, fault{pointer, c, sentence(c, args...)})
	}
}

// AddSaying adds an error with a sentence other than that of its code.
func (f *Faults) AddSaying(pointer string, c Code, detail edition.Text) {
	if !f.full() {
		f.List = append(f.List, fault{pointer, c, detail})
	}
}

// full reports whether the list is full, and then counts the error that is not listed.
func (f *Faults) full() bool {
	full := len(f.List) == maxFaults || f.OfItem && len(f.List) == maxItemFaults
	if full {
		f.More++
	}
	return full
}

// Covers reports whether the value at the pointer, or one that contains it, has an
// error already.
func (f *Faults) Covers(pointer string) bool {
	for _, known := range f.List {
		if n := len(known.Pointer); pointer == known.Pointer ||
			len(pointer) > n && pointer[:n] == known.Pointer && pointer[n] == '/' {
			return true
		}
	}
	return false
}

// Problem returns the problem with the errors; nil if there are none.
func (f *Faults) Problem() *Problem {
	if len(f.List) == 0 {
		return nil
	}
	p := New(InvalidRequest, len(f.List)+f.More)
	p.Faults = f.List
	return p
}

// sentence fills the sentence of a code, in both languages. An argument that is an
// edition.Text is inserted in the language of each.
func sentence(c Code, args ...any) edition.Text {
	s := sentences[c]
	if len(args) == 0 {
		return s
	}
	en, zh := make([]any, len(args)), make([]any, len(args))
	for i, arg := range args {
		en[i], zh[i] = arg, arg
		if t, ok := arg.(edition.Text); ok {
			en[i], zh[i] = t.EN, t.ZH
		}
	}
	return edition.Text{EN: fmt.Sprintf(s.EN, en...), ZH: fmt.Sprintf(s.ZH, zh...)}
}
